/** How an environment is named in a sentence: `Shop, production`. */
export const placeOf = ({ name, project }: { name: string; project: { title: string } }) => `${project.title}, ${name}`
