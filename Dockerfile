# The image for a public site; docker-compose.yml runs it. Needs PRODUCTION=1 and what
# .env.example lists. Runs as user 10001, writes only in /app/var.

FROM python:3.11-slim AS build
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements/app.lock requirements/
RUN .venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements/app.lock
COPY manage.py pyproject.toml ./
COPY meetups meetups
COPY neighbourhoods neighbourhoods
COPY templates templates
COPY static static
RUN STATIC_ROOT=/app/collected .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && .venv/bin/python -m compileall -q manage.py meetups neighbourhoods

FROM python:3.11-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /app --shell /usr/sbin/nologin app \
    && install -d -o app -g app /app/var
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PRODUCTION=1 \
    LOG_FORMAT=json \
    WEB_CONCURRENCY=2 \
    STATIC_ROOT=/app/collected
USER 10001:10001
VOLUME /app/var
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://localhost:8000/healthz', timeout=4)"]
CMD ["gunicorn", "-c", "python:meetups.operations.web_server", "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm"]
