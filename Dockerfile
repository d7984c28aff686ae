# Node on Debian or Ubuntu: redis-server and tini come from the distribution.
ARG BASE_IMAGE=node:24-bookworm-slim

# What a build behind a proxy, or with a registry of its own, needs is given as secrets; they leave nothing in an image:
#   docker build --secret id=npmrc,src=$HOME/.npmrc --secret id=apt-conf,src=apt.conf -t holdfast .

FROM ${BASE_IMAGE} AS packages
WORKDIR /app
# The manifests alone, so that a change of a source leaves the packages of an earlier build as they are.
COPY package.json package-lock.json ./
# No package needs a script of its own, and what those of others would do here is unknown.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --omit=dev --workspaces=false --ignore-scripts --no-audit --no-fund

FROM ${BASE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --include=dev --workspaces=false --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY web web
RUN npm run build

FROM ${BASE_IMAGE}
# The user's number is fixed and one that a distribution gives to nobody: the files of a volume stay this user's when the
# image is made anew, and are no other user's by chance.
RUN --mount=type=secret,id=apt-conf,target=/etc/apt/apt.conf \
    apt-get -o Acquire::Retries=3 update \
    && DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 install -y --no-install-recommends redis-server tini \
    && apt-get clean \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 holdfast \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin holdfast \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data \
    && ln -s /app/dist/cli/main.js /usr/local/bin/holdfast

WORKDIR /app
# From what changes least to what changes most. All of it stays root's: the server can write to nothing but /data.
COPY --from=packages /app/node_modules node_modules
# Whatever the checkout's umask was: the server's user has to read them.
COPY --chmod=644 package.json LICENSE ./
COPY --from=build /app/dist dist

# As a number, by which an engine can tell that it is not root.
USER 10001:10001
ENV NODE_ENV=production DATA_DIR=/data HOST=0.0.0.0
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
# By Node, as there is no curl. What /readyz says is kept by the engine: docker inspect shows it.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then(async (answer) => { console.log(await answer.text()); process.exitCode = answer.ok ? 0 : 1; })"]
# tini collects the processes that others leave behind, and hands a signal on to the server alone, which needs its Redis
# until it has finished what it has in hand and then stops it.
ENTRYPOINT ["tini", "--", "holdfast"]
CMD ["serve"]
