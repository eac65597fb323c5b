"""Gunicorn's settings: `gunicorn -c python:meetups.operations.web_server meetups.wsgi`.

No access log: the address of a shared advice is its key, and the guide's answers are in the query.
"""

wsgi_app = "meetups.wsgi"
worker_class = "gthread"
threads = 4
graceful_timeout = 3
timeout = 60
# Workers that live forever grow; the jitter keeps them from leaving together.
max_requests = 10_000
max_requests_jitter = 1_000
accesslog = None
loglevel = "warning"
logger_class = "meetups.operations.logs.WebServerLogger"
control_socket_disable = True
