"""Sends the cases of chatbot.json with DingtalkChatbot (PyPI) to a robot: chatbot.py WEBHOOK SECRET < chatbot.json"""

import json
import sys

from dingtalkchatbot.chatbot import ActionCard, CardItem, DingtalkChatbot


def send(robot, case):
    given = case["given"]
    called = {
        "is_at_all": given.get("all", False),
        "at_mobiles": given.get("mobiles", []),
        "at_dingtalk_ids": given.get("user_ids", []),
    }
    links = given.get("links", [])
    kind = case["type"]
    if kind == "text":
        return robot.send_text(given["title"], **called)
    if kind == "markdown":
        return robot.send_markdown(given["title"], given["text"], **called)
    if kind == "link":
        return robot.send_link(given["title"], given["text"], links[0]["url"], given["picture"])
    if kind == "action_card":
        buttons = [CardItem(title=link["title"], url=link["url"]) for link in links]
        return robot.send_action_card(ActionCard(given["title"], given["text"], buttons))
    cards = [CardItem(title=link["title"], url=link["url"], pic_url=given["picture"]) for link in links]
    return robot.send_feed_card(cards)


webhook, secret = sys.argv[1:3]
print(json.dumps([send(DingtalkChatbot(webhook, secret=secret), case) for case in json.load(sys.stdin)]))
