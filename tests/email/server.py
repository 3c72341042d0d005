"""A mail server for tests: aiosmtpd with an account, over STARTTLS or TLS, which prints each mail as a line of JSON."""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

CERTIFICATE, KEY, MODE = sys.argv[1:4]


def words(message, kind):
    part = message.get_body((kind,))
    return part.get_content() if part else None


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        found = {
            "is_encrypted": server.transport.get_extra_info("cipher") is not None,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": {name.lower(): str(value) for name, value in message.items()},
            "plain": words(message, "plain"),
            "html": words(message, "html"),
            "defects": [str(defect) for part in message.walk() for defect in part.defects],
        }
        print(json.dumps(found), flush=True)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    is_right = (data.login, data.password) == (b"balefire", b"hunter2")
    return AuthResult(success=is_right, handled=False)


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERTIFICATE, KEY)
settings = {"ssl_context": context} if MODE == "tls" else {"tls_context": context, "require_starttls": True}
controller = Controller(
    Handler(),
    hostname="127.0.0.1",
    port=0,
    authenticator=authenticate,
    auth_required=True,
    # Over TLS from the start it would wait for STARTTLS.
    auth_require_tls=MODE != "tls",
    **settings,
)


async def serve():
    server = await asyncio.get_running_loop().create_server(
        controller._factory_invoker, host="127.0.0.1", port=0, ssl=settings.get("ssl_context")
    )
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await asyncio.Event().wait()


asyncio.run(serve())
