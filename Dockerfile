# One image for api, worker, streaming and migrate, and one for the edge with the web application in it.

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
ENV SQLX_OFFLINE=true
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --locked --release -p lectern --bin lectern && cp target/release/lectern /lectern

FROM node:22-bookworm-slim AS web
WORKDIR /src
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY web .
RUN npm run build \
    && find dist -type f \( -name '*.js' -o -name '*.css' -o -name '*.svg' -o -name '*.json' \) -size +1k -exec gzip -9 -n -k -f {} +

FROM nginx:1.28 AS edge
RUN rm /etc/nginx/conf.d/default.conf && mkdir -p /var/cache/lectern && chown nginx /var/cache/lectern
COPY nginx/school.conf.template /etc/nginx/templates/school.conf.template
COPY nginx/snippets /etc/nginx/snippets
COPY --from=web /src/dist /srv/lectern

FROM debian:bookworm-slim AS lectern
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates ffmpeg util-linux \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /var/lib/lectern lectern
COPY --from=build /lectern /usr/local/bin/lectern
USER lectern
WORKDIR /var/lib/lectern
ENTRYPOINT ["lectern"]
