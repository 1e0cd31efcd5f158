"""Django Channels 4 under daphne: one room as the tutorial builds it, synchronous or asynchronous.

CONSUMER=sync uses a synchronous consumer and the Redis layer, CONSUMER=async an asynchronous one and the layer that is
built on Redis' own publish and subscribe.
"""

import itertools
import json
import os
from datetime import datetime, timezone

import django
from django.conf import settings

is_sync = os.environ["CONSUMER"] == "sync"
layer = "core.RedisChannelLayer" if is_sync else "pubsub.RedisPubSubChannelLayer"
settings.configure(
    SECRET_KEY="a benchmark keeps no secrets",
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={
        "default": {"BACKEND": f"channels_redis.{layer}", "CONFIG": {"hosts": [os.environ["REDIS_URL"]], "capacity": 100_000}}
    },
)
django.setup()

from asgiref.sync import async_to_sync  # noqa: E402
from channels.generic.websocket import AsyncWebsocketConsumer, WebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter  # noqa: E402

sequence = itertools.count(1)


def message_of(data):
    sent = json.loads(data)
    seq = next(sequence)
    return {
        "id": f"01890a5d-ac96-774b-bcce-{seq:012d}",
        "seq": seq,
        "kind": "MESSAGE",
        "roomId": "01890a5d-ac96-774b-bcce-b302099a8057",
        "clientId": sent["clientId"],
        "author": {"id": sent["author"], "displayName": sent["author"]},
        "text": sent["text"],
        "sentAt": datetime.now(timezone.utc).isoformat(),
        "revision": 1,
    }


class SyncRoom(WebsocketConsumer):
    def connect(self):
        async_to_sync(self.channel_layer.group_add)("room", self.channel_name)
        self.accept()

    def disconnect(self, code):
        async_to_sync(self.channel_layer.group_discard)("room", self.channel_name)

    def receive(self, text_data=None, bytes_data=None):
        message = message_of(text_data)
        async_to_sync(self.channel_layer.group_send)("room", {"type": "chat.message", "message": message})
        self.send(text_data=json.dumps({"ack": message["clientId"]}))

    def chat_message(self, event):
        self.send(text_data=json.dumps(event["message"]))


class AsyncRoom(AsyncWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard("room", self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        message = message_of(text_data)
        await self.channel_layer.group_send("room", {"type": "chat.message", "message": message})
        await self.send(text_data=json.dumps({"ack": message["clientId"]}))

    async def chat_message(self, event):
        await self.send(text_data=json.dumps(event["message"]))


application = ProtocolTypeRouter({"websocket": (SyncRoom if is_sync else AsyncRoom).as_asgi()})
