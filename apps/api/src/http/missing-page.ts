const HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Sendoff: the page is not built</title>
    <style>
      body { font: 16px/1.6 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem; }
      code { background: #8882; padding: 0.1em 0.4em; border-radius: 4px; }
    </style>
  </head>
  <body>
    <h1>The page is not built yet</h1>
    <p>Sendoff is running and its API answers at <code>/graphql</code>, but the files of the page are missing.</p>
    <p>Build them with <code>npm run build</code> and reload. <code>npm start</code> does it by itself.</p>
  </body>
</html>
`

export const missingPage = () =>
  new Response(HTML, {
    status: 503,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  })
