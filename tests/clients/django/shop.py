"""A Django app as its team had it before Balefire: a middleware that calls DingtalkChatbot, and sentry-sdk.

python shop.py DSN WEBHOOK prints its address, and answers requests until its input ends.
"""

import sys
import threading
import traceback
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
import sentry_sdk
from dingtalkchatbot.chatbot import DingtalkChatbot
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

DSN, WEBHOOK = sys.argv[1:3]


class DingTalkMiddleware:
    """What tutorials show: the group hears of each exception of a view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        robot = DingtalkChatbot(WEBHOOK)
        robot.send_text(msg="服务异常 %s\n%s" % (request.path, traceback.format_exc()))


class Silent(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def till(request):
    return HttpResponse(str(100 / int(request.GET["people"])))


def closed(request):
    DingtalkChatbot(WEBHOOK).send_text("SettlementError: 98 of 100")
    return HttpResponse("closed")


urlpatterns = [path("till/", till), path("closed/", closed)]

if __name__ == "__main__":
    sentry_sdk.init(dsn=DSN, release="till@4", environment="production")
    settings.configure(
        ALLOWED_HOSTS=["*"],
        MIDDLEWARE=["__main__.DingTalkMiddleware"],
        ROOT_URLCONF="__main__",
        SECRET_KEY="of a test",
        LOGGING_CONFIG=None,
    )
    django.setup()
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print("http://127.0.0.1:%d" % server.server_port, flush=True)
    sys.stdin.read()
    sentry_sdk.flush(10)
