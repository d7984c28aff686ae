/**
 * What the user can do where the setup cannot install Redis.
 *
 * @param {string} reason
 */
export function choices(reason) {
  return `${reason}

Holdfast needs a redis-server or valkey-server, 7.0 or newer, and this setup could not get one. Your choices:

  Install it, then run the same command again:
    brew install redis                     macOS
    sudo apt-get install redis-server      Debian 12, Ubuntu 24.04 and newer
    sudo dnf install valkey                Fedora, RHEL
    sudo apk add redis                     Alpine

  Or run it in a container:
    docker run -d -p 127.0.0.1:6379:6379 -v holdfast:/data redis:7 redis-server --appendonly yes --appendfsync always --aof-load-truncated no --maxmemory-policy noeviction
    REDIS_URL=redis://localhost:6379 npm start

  Or use one that runs elsewhere:
    REDIS_URL=redis://HOST:PORT npm start

The tests start servers of their own: for \`npm test\` it has to be installed.`;
}
