# One leadquiz node. The database and the scripts live outside: see docker-compose.yml.
FROM python:3.13-slim

RUN useradd --create-home --uid 10001 leadquiz
WORKDIR /app
ENV PYTHONPATH=/app PYTHONUNBUFFERED=1
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY dialogs dialogs
COPY integrations integrations
COPY storage storage
RUN printf '#!/bin/sh\nexec python -m bot "$@"\n' > /usr/local/bin/leadquiz && chmod 755 /usr/local/bin/leadquiz \
  && mkdir /app/data && chown leadquiz /app/data
USER leadquiz
VOLUME /app/data
EXPOSE 8080
ENV LEADQUIZ_HTTP_HOST=0.0.0.0 LEADQUIZ_LOG_FORMAT=json
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD \
  ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health/ready', timeout=2)"]
STOPSIGNAL SIGTERM
CMD ["leadquiz", "run"]
