FROM node:24.21.0-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY scim-schemas ./scim-schemas
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:24.21.0-slim
LABEL org.opencontainers.image.title="genesys-scim-bridge" \
  org.opencontainers.image.description="SCIM 2.0 server between identity providers and Genesys Cloud" \
  org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 BRIDGE_DATA=/data/bridge LOG_FORMAT=json
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/scim-schemas ./scim-schemas
COPY --from=build /app/dist ./dist
# The root file system can be read-only: everything that is written goes to /data, and nothing with PostgreSQL. Nothing is
# installed at run time, so what could install something is taken away.
RUN mkdir /data && chown node:node /data \
  && rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn*
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "process.getBuiltinModule(process.env.TLS_CERT_FILE ? 'https' : 'http').get({ host: '127.0.0.1', port: process.env.PORT, path: '/readyz', rejectUnauthorized: false }, (r) => process.exit(r.statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
ENTRYPOINT ["node", "--disable-proto=delete", "dist/main.js"]
CMD ["serve"]
