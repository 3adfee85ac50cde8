#!/bin/sh
# Makes the secrets that compose.yaml names, in ./secrets: what is there is left as it is, so removing one file and
# running this again rotates one secret. Needs openssl. The web certificate is made for a trial; put your own there.
#   ./prepare.sh [FOLDER]
set -eu
cd "$(dirname "$0")"
folder=${1:-secrets}
mkdir -p "$folder/settings"
# The folders are open, as containers read them as another user than yours; keep the checkout's own folder closed.
chmod 755 "$folder" "$folder/settings"

secret() { [ -e "$folder/$1" ] || { openssl rand -hex 24 >"$folder/$1"; echo "made $1"; }; }
signed() {
  [ ! -e "$folder/$1.pem" ] || return 0
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$folder/$1.key" -out "$folder/$1.csr" -subj "/CN=$2" 2>/dev/null
  printf 'subjectAltName=DNS:%s\nkeyUsage=digitalSignature\n' "$2" >"$folder/$1.ext"
  openssl x509 -req -in "$folder/$1.csr" -CA "$folder/authority.pem" -CAkey "$folder/authority.key" -days 825 -extfile "$folder/$1.ext" -out "$folder/$1.pem" 2>/dev/null
  rm "$folder/$1.csr" "$folder/$1.ext"
  echo "made $1.pem"
}

secret database-password
secret grafana-password
secret settings/CallGrains__Operations__ApiKeys__0
secret settings/CallGrains__Ingress__Credentials__Password
[ -e "$folder/settings/CallGrains__Ingress__Credentials__User" ] || echo carrier >"$folder/settings/CallGrains__Ingress__Credentials__User"
if [ ! -e "$folder/authority.pem" ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -keyout "$folder/authority.key" -out "$folder/authority.pem" \
    -subj '/CN=callgrains cluster authority' -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign 2>/dev/null
  echo "made authority.pem"
fi
signed cluster callgrains-cluster
signed web "${CALLGRAINS_NAME:-calls.example.com}"
# The authority's key signs new certificates and no container mounts it.
chmod 600 "$folder/authority.key"
find "$folder" -type f ! -name authority.key -exec chmod 644 {} +
echo "Add the carrier's account to $folder/settings (Bandwidth__UserId, Bandwidth__Token, Bandwidth__Secret), one file a value."
