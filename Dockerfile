# Essaim in a container: `docker build -t essaim .`, or `docker compose up` with PostgreSQL (compose.yaml).
# With documents as PDF (34 MB more): `docker build --build-arg LOCK=requirements-pdf.lock -t essaim .`
FROM python:3.11-slim AS build
ARG LOCK=requirements.lock
WORKDIR /source
COPY requirements.lock requirements-pdf.lock ./
RUN pip wheel --no-cache-dir --require-hashes --wheel-dir /wheels -r "$LOCK"
COPY pyproject.toml README.md ./
COPY app ./app
COPY migrations ./migrations
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin essaim \
    && install -d -o essaim -g essaim -m 0700 /data
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index /wheels/*.whl
ENV PYTHONUNBUFFERED=1 \
    ESSAIM_HOST=0.0.0.0 \
    ESSAIM_PORT=8000 \
    ESSAIM_DATA_DIR=/data
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["essaim"]
CMD ["serve"]
