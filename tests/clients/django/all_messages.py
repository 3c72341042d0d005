"""All types of messages of DingtalkChatbot: python all_messages.py WEBHOOK prints the answers, one in a line."""

import json
import sys

from dingtalkchatbot.chatbot import ActionCard, CardItem, DingtalkChatbot, FeedLink

robot = DingtalkChatbot(sys.argv[1], secret="SECof-the-old-robot")
answers = [
    robot.send_text("it broke\nat once", at_mobiles=["13800000000"], at_dingtalk_ids=["u-7"]),
    robot.send_text("everybody", is_at_all=True),
    robot.send_link(title="deployed", text="web@1.4.2", message_url="https://ci.test/7?a=(1)"),
    robot.send_markdown(title="weather", text="#### rain\n[more](https://a.test/x)", at_mobiles=["13800000000"]),
    robot.send_action_card(
        ActionCard(title="review", text="### please", btns=[CardItem(title="read", url="https://a.test/r")])
    ),
    robot.send_action_card(
        ActionCard(
            title="vote",
            text="### please",
            btns=[CardItem(title="yes", url="https://a.test/y"), CardItem(title="no", url="https://a.test/n")],
        )
    ),
    robot.send_feed_card(
        [
            CardItem(title="one", url="https://a.test/1", pic_url="https://a.test/1.png"),
            FeedLink(title="two", message_url="https://a.test/2", pic_url="https://a.test/2.png"),
        ]
    ),
    robot.send_image(pic_url="https://a.test/x.png"),
]
for answer in answers:
    print(json.dumps(answer))
