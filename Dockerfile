# syntax=docker/dockerfile:1
# One image for every process of Sendoff: the api (default), the worker, and both in one.

FROM node:20-bookworm-slim AS tools
WORKDIR /sendoff
# make, g++ and python3 build ssh2's native ciphers; without them Sendoff works, with more processor time per upload.
RUN apt-get update \
 && apt-get install -y --no-install-recommends git make g++ python3 \
 && rm -rf /var/lib/apt/lists/*

FROM tools AS build
COPY . .
RUN node scripts/run.mjs build

# Only what the built server needs at run time: the page is bundled, and so is the server but for its packages.
FROM tools AS packages
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY apps/api/package.json apps/api/
COPY apps/web/package.json apps/web/
RUN npx --yes "$(node -p "require('./package.json').packageManager")" install --prod --frozen-lockfile

FROM node:20-bookworm-slim
WORKDIR /sendoff
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 SENDOFF_DATA=/data
# git and an ssh client fetch the repositories; aria2 is the first seed of peer-to-peer releases; tini reaps what builds leave behind.
RUN apt-get update \
 && apt-get install -y --no-install-recommends git openssh-client ca-certificates aria2 tini \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o node -g node /data
COPY --from=build /sendoff/package.json ./
COPY --from=packages /sendoff/node_modules ./node_modules
COPY --from=build /sendoff/prisma/migrations ./prisma/migrations
COPY --from=build /sendoff/apps/api/dist ./apps/api/dist
COPY --from=build /sendoff/apps/web/dist ./apps/web/dist
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD node -e "fetch('http://127.0.0.1:' + process.env.PORT + '/health').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
ENTRYPOINT ["tini", "--"]
CMD ["node", "apps/api/dist/main.js"]
