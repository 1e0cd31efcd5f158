export const readme = `# Shop

A page that sells tea. \`sh build.sh\` writes it to \`public/\`.
`

export const page = (greeting: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Shop {{version}}</title>
    <link rel="stylesheet" href="style.css">
  </head>
  <body>
    <h1>${greeting}</h1>
    <main>{{goods}}</main>
    <footer>{{version}}</footer>
  </body>
</html>
`

export const styles = (
  accent: string,
  ground: string,
) => `body { background: ${ground}; font: 1rem/1.5 serif; margin: 3rem; }
h1, .price { color: ${accent}; }
article { border-bottom: 1px solid ${accent}; padding: 0.5rem 0; }
`

export const product = (title: string, price: string) =>
  `<article><h2>${title}</h2><p class="price">${price} €</p></article>\n`

/** Plain POSIX shell, so that the demo builds wherever it runs. */
export const buildScript = `#!/bin/sh
set -eu
cd "$(dirname "$0")"
version=$(cat VERSION)
echo "Building shop $version"
rm -rf public
mkdir -p public
: > public/goods.part
for good in src/goods/*.html; do
  [ -e "$good" ] || continue
  cat "$good" >> public/goods.part
  echo "  added $(basename "$good" .html)"
done
sed -e "s/{{version}}/$version/g" -e '/{{goods}}/{' -e 's/{{goods}}//' -e 'r public/goods.part' -e '}' \\
  src/page.html > public/index.html
cat src/*.css > public/style.css
rm public/goods.part
echo "Wrote $(wc -c < public/index.html | tr -d ' ') bytes to public/index.html"
`
