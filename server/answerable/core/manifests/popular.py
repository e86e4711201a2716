"""Packages that many projects use: what a mistyped or invented name is mistaken for.

The lists are those of packages that are named in manifests, not of what these bring along; the neighbours are packages
that are used by many although their names look like others. Both were drawn up by hand from the registries' own figures.
"""

from functools import lru_cache
from types import MappingProxyType
from typing import Final

__all__ = ["near_miss"]

_PYTHON: Final = (
    "aiohttp alembic ansible anyio apache-airflow arrow asyncpg attrs bcrypt beautifulsoup4 black bleach boto3 botocore cachetools "
    "celery certifi cffi chardet charset-normalizer cherrypy click colorama coverage cryptography cython dask dateparser django "
    "django-cors-headers django-filter djangorestframework docker dnspython elasticsearch email-validator fabric faker fastapi flake8 "
    "flask flask-cors flask-login flask-sqlalchemy gevent gitpython google-api-python-client google-auth google-cloud-storage greenlet "
    "grpcio gunicorn html5lib httpx huggingface-hub humanize hypothesis ipython isort itsdangerous jinja2 jsonschema jupyter keras "
    "kubernetes langchain langchain-core langchain-openai lightgbm loguru lxml markdown markupsafe marshmallow matplotlib mypy "
    "mysqlclient networkx nltk notebook numba numpy oauthlib openai opencv-python openpyxl orjson packaging pandas paramiko passlib "
    "pexpect pillow pipenv platformdirs playwright plotly poetry prometheus-client protobuf psutil psycopg psycopg2 psycopg2-binary "
    "pyarrow pycryptodome pydantic pydantic-settings pyinstaller pyjwt pylint pymongo pymysql pyopenssl pyparsing pyserial pytest "
    "pytest-asyncio pytest-cov pytest-mock pytest-xdist python-dateutil python-dotenv python-jose python-multipart pyyaml pyzmq redis "
    "regex requests requests-oauthlib rich ruamel-yaml ruff scikit-image scikit-learn scipy scrapy seaborn selenium sentry-sdk "
    "setuptools simplejson slack-sdk spacy sphinx sqlalchemy sqlmodel starlette streamlit structlog sympy tabulate tenacity tensorflow "
    "termcolor tiktoken tokenizers torch torchaudio torchvision tornado tqdm transformers twisted typer typing-extensions ujson "
    "unidecode urllib3 uvicorn uvloop virtualenv wagtail watchdog websocket-client websockets werkzeug whitenoise xgboost xlrd xmltodict"
)
_NODE: Final = (
    "@angular/core @babel/core @babel/preset-env @nestjs/common @nestjs/core @reduxjs/toolkit @types/node @types/react apollo-server "
    "async autoprefixer aws-sdk axios babel-core babel-eslint babel-loader bcrypt bcryptjs bluebird body-parser bootstrap browserify "
    "chai chalk cheerio classnames commander compression concurrently connect cookie-parser copy-webpack-plugin cors cross-env "
    "cross-spawn crypto-js css-loader d3 date-fns dayjs debug discord.js dotenv ejs electron electron-builder enzyme esbuild eslint "
    "eslint-config-airbnb eslint-config-prettier eslint-plugin-import eslint-plugin-react express express-session express-validator "
    "fastify firebase firebase-admin formidable fs-extra glob graphql grunt gulp handlebars helmet html-webpack-plugin http-proxy "
    "http-proxy-middleware husky immutable inquirer ioredis jasmine jest joi jquery js-yaml jsdom jsonwebtoken karma knex koa "
    "lint-staged lodash luxon marked material-ui minimist mkdirp mocha moment mongodb mongoose morgan multer mysql mysql2 nanoid next "
    "next-auth node-fetch node-sass nodemailer nodemon nuxt nyc openai passport passport-jwt passport-local playwright pino postcss "
    "prettier prisma prop-types pug puppeteer ramda react react-dom react-hook-form react-native react-query react-redux react-router "
    "react-router-dom react-scripts redis redux redux-saga redux-thunk request rimraf rollup rxjs sass sass-loader selenium-webdriver "
    "semver sequelize sharp shelljs sinon socket.io socket.io-client sqlite3 storybook stripe style-loader styled-components "
    "stylelint supertest svelte tailwindcss terser three ts-jest ts-loader ts-node tslib tsx turbo typeorm typescript underscore "
    "uuid validator vite vitest vue vue-router vuex webpack webpack-cli webpack-dev-server winston yargs zod zustand"
)
_RUST: Final = (
    "actix-web anyhow async-trait axum base64 bincode bitflags bytes chrono clap criterion crossbeam dashmap diesel env_logger "
    "flate2 futures hashbrown hyper indexmap itertools lazy_static libc log mockall nalgebra ndarray nom num-traits num_cpus "
    "once_cell parking_lot petgraph proptest prost quote rand rayon regex reqwest ring rocket rusqlite rust_decimal rustls semver "
    "serde serde_derive serde_json serde_yaml sha2 smallvec sqlx strum structopt syn tempfile tera thiserror tokio tokio-util toml "
    "tonic tower tower-http tracing tracing-subscriber url uuid walkdir wasm-bindgen winapi zeroize"
)
_RUBY: Final = (
    "activerecord activesupport bcrypt bootsnap brakeman bundler byebug cancancan capistrano capybara carrierwave concurrent-ruby "
    "delayed_job devise dotenv factory_bot factory_bot_rails faker faraday grape graphql haml httparty importmap-rails jbuilder "
    "json jwt kaminari listen mail mime-types minitest mysql2 nokogiri oauth2 omniauth paperclip pg propshaft pry puma pundit rack "
    "rack-cors rack-test rails rake redis resque rest-client rspec rspec-rails rubocop sassc sentry-ruby sequel sidekiq simplecov "
    "sinatra slim spring sprockets sqlite3 stimulus-rails thor turbo-rails tzinfo unicorn vcr webmock will_paginate zeitwerk"
)
_JAVA: Final = (
    "com.fasterxml.jackson.core:jackson-databind com.fasterxml.jackson.core:jackson-core com.google.code.gson:gson "
    "com.google.guava:guava com.h2database:h2 com.squareup.okhttp3:okhttp com.squareup.retrofit2:retrofit com.zaxxer:HikariCP "
    "commons-io:commons-io commons-codec:commons-codec io.netty:netty-all io.micrometer:micrometer-core junit:junit "
    "mysql:mysql-connector-java org.apache.commons:commons-lang3 org.apache.commons:commons-collections4 "
    "org.apache.httpcomponents:httpclient org.apache.kafka:kafka-clients org.apache.logging.log4j:log4j-core "
    "org.apache.logging.log4j:log4j-api org.assertj:assertj-core org.flywaydb:flyway-core org.hibernate:hibernate-core "
    "org.junit.jupiter:junit-jupiter org.mockito:mockito-core org.postgresql:postgresql org.projectlombok:lombok org.slf4j:slf4j-api "
    "org.springframework.boot:spring-boot-starter org.springframework.boot:spring-boot-starter-web org.springframework:spring-core "
    "org.springframework:spring-web org.testcontainers:testcontainers org.yaml:snakeyaml redis.clients:jedis ch.qos.logback:logback-classic"
)
_GO: Final = (
    "github.com/aws/aws-sdk-go github.com/aws/aws-sdk-go-v2 github.com/docker/docker github.com/gin-gonic/gin github.com/go-chi/chi "
    "github.com/go-redis/redis github.com/go-sql-driver/mysql github.com/gofiber/fiber github.com/golang-jwt/jwt "
    "github.com/golang/protobuf github.com/google/go-cmp github.com/google/uuid github.com/gorilla/mux github.com/gorilla/websocket "
    "github.com/hashicorp/vault github.com/jackc/pgx github.com/jmoiron/sqlx github.com/joho/godotenv github.com/labstack/echo "
    "github.com/lib/pq github.com/pkg/errors github.com/prometheus/client_golang github.com/redis/go-redis github.com/rs/zerolog "
    "github.com/sirupsen/logrus github.com/spf13/cobra github.com/spf13/pflag github.com/spf13/viper github.com/stretchr/testify "
    "github.com/urfave/cli go.mongodb.org/mongo-driver go.uber.org/zap golang.org/x/crypto golang.org/x/net golang.org/x/sync "
    "golang.org/x/sys golang.org/x/text google.golang.org/grpc google.golang.org/protobuf gopkg.in/yaml.v2 gopkg.in/yaml.v3 gorm.io/gorm "
    "k8s.io/api k8s.io/apimachinery k8s.io/client-go"
)
_IMAGES: Final = (
    "alpine amazonlinux busybox caddy centos composer debian docker elasticsearch fedora golang gradle haproxy httpd influxdb "
    "kibana mariadb maven memcached mongo mysql nginx node openjdk postgres python rabbitmq redis ruby rust tomcat traefik ubuntu wordpress"
)
_POPULAR: Final = MappingProxyType(
    {
        code: frozenset(names.split())
        for code, names in (
            ("py", _PYTHON), ("js", _NODE), ("rs", _RUST), ("rb", _RUBY), ("ja", _JAVA), ("go", _GO), ("image", _IMAGES),
        )
    }
)  # fmt: skip
#: Packages of their own, one letter from a popular one.
_NEIGHBOURS: Final = (
    "aiofile args attr authlib aws-cdk boto bpython buffers callsite cattrs cchardet chai-http cookies crick crypt "
    "ctransformers dargs dataset django-filer djongo enquirer eventemitter2 fastai flash gaxios global globby grant "
    "grape graphiql grequests gsutil hjson httpr hyper ijson ipytest jest-cli jose jsdoc json3 json5 lit lodash-es "
    "markdown2 memcache merge mio mocker mongod mquery mssql murmurhash ngboost nose2 oauth one-time openapi parse "
    "parse-url parsy preact psycopg-binary psycopg-c pyaml pycryptodomex pylink pymssql quart rambda redix retworkx "
    "scapy scipp scrypt sequel simpy slack smol spython sqlite synckit thin tombi toml torchx tsd tslint tslint- "
    "config-prettier tsup tsutils unicorn usort uuid7 vasync vyper willow"
)
_OWN: Final = frozenset(_NEIGHBOURS.split())
#: Shorter names have too many neighbours.
_SHORTEST: Final = 5


@lru_cache(maxsize=4096)
def near_miss(name: str, code: str) -> str:
    """The popular package that a name is one slip of the keyboard away from; empty when it is none of these."""
    known = _POPULAR.get(code, frozenset())
    lower = name.lower()
    if lower in known or name in known or lower in _OWN or len(name) < _SHORTEST:
        return ""
    if code == "py" and lower.removeprefix("python-") in known:
        return ""
    return next(
        (each for each in sorted(known) if len(each) >= _SHORTEST and _one_slip(lower, each.lower())), ""
    )


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter more, less or different, or two that changed places, make one of the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest, other_rest = one[start:], other[start:]
    if len(rest) != len(other_rest):
        longer, shorter = (rest, other_rest) if len(rest) > len(other_rest) else (other_rest, rest)
        # A digit more is another major version, an `s` more a plural: both are packages of their own.
        own = len(rest) > len(other_rest) and (longer[0].isdigit() or (longer[0] == "s" and not shorter))
        return longer[1:] == shorter and not own
    if rest[1:] == other_rest[1:]:
        return not (rest[0].isdigit() or other_rest[0].isdigit())
    return rest[0] == other_rest[1] and rest[1] == other_rest[0] and rest[2:] == other_rest[2:]
