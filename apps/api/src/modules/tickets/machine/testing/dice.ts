/** Chances out of a list of numbers, so that a failing run can be made smaller. Used up, it throws zeros: the plainest choice. */
export class Dice {
  #thrown = 0
  readonly #numbers: readonly number[]

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers
  }

  /** From 0 to sides - 1. */
  throw(sides: number): number {
    return (this.#numbers[this.#thrown++] ?? 0) % sides
  }

  /** True once in so many times; never when used up. */
  once = (inTimes: number): boolean => this.throw(inTimes) === inTimes - 1

  pick<T>(things: readonly [T, ...T[]] | readonly T[]): T {
    return things[this.throw(things.length)] as T
  }

  /** Some of them, in their order. */
  some<T>(things: readonly T[]): T[] {
    return things.filter(() => this.throw(2) === 1)
  }
}
