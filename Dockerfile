FROM rust:1.95-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN cargo build --release --locked

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /srv/storefront storefront
COPY --from=build /src/target/release/storefront /usr/local/bin/storefront
USER storefront
WORKDIR /srv/storefront
ENV BIND=0.0.0.0:8000
EXPOSE 8000
VOLUME /srv/storefront/var
CMD ["storefront", "serve"]
