/** How many patterns there are; options beyond are told apart by their letters alone. */
export const patterns = 8

/** A, B, C … for the options in their order. */
export const letterOf = (place: number) => String.fromCharCode(65 + place)
