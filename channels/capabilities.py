"""What each platform takes at most: every number with the page that says so and the day it was read."""

from __future__ import annotations


class Limit(int):
    """A number that a platform publishes, or that we keep to where it publishes none (`source` is then empty).

    Attributes:
        source: the page that says so.
        checked: when it was read, or the date that the page gives itself; ISO 8601.
    """

    source: str
    checked: str

    def __new__(cls, value: int, source: str, checked: str) -> Limit:
        """Makes the number."""
        limit = super().__new__(cls, value)
        limit.source, limit.checked = source, checked
        return limit


_BOT_API = "https://core.telegram.org/bots/api"
_BOT_FAQ = "https://core.telegram.org/bots/faq"
_BLOCK_KIT = "https://docs.slack.dev/reference/block-kit"
_MESSENGER = "https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages"
_META_WEBHOOKS = "https://developers.facebook.com/docs/graph-api/webhooks/getting-started"
_META_REFERENCE = "https://developers.facebook.com/docs/messenger-platform/reference"
_SLACK_TRUNCATION = "https://api.slack.com/changelog/2018-04-truncating-really-long-messages"
_SLACK_SIGNATURE = "https://docs.slack.dev/authentication/verifying-requests-from-slack"
_TWILIO = "https://www.twilio.com/docs"
_OURS = ""

# Telegram; characters after entity parsing, counted in UTF-16 units.
TELEGRAM_TEXT = Limit(4096, f"{_BOT_API}#sendmessage", "2026-06-11")
TELEGRAM_CALLBACK_DATA_BYTES = Limit(64, f"{_BOT_API}#inlinekeyboardbutton", "2026-06-11")
TELEGRAM_SECRET = Limit(256, f"{_BOT_API}#setwebhook", "2026-06-11")
TELEGRAM_CHAT_MESSAGES_A_SECOND = Limit(1, _BOT_FAQ, "2026-06-11")
TELEGRAM_MESSAGES_A_SECOND = Limit(30, _BOT_FAQ, "2026-06-11")
TELEGRAM_LABEL = Limit(48, _OURS, "2026-11-22")
TELEGRAM_BUTTONS = Limit(10, _OURS, "2026-11-22")

# Slack
SLACK_SECTION_TEXT = Limit(3000, f"{_BLOCK_KIT}/blocks/section-block", "2026-11-22")
SLACK_NOTIFICATION_TEXT = Limit(4000, _SLACK_TRUNCATION, "2018-04-01")
SLACK_BLOCKS = Limit(50, f"{_BLOCK_KIT}/blocks", "2026-11-22")
SLACK_ACTIONS = Limit(25, f"{_BLOCK_KIT}/blocks/actions-block", "2026-11-22")
SLACK_LABEL = Limit(75, f"{_BLOCK_KIT}/block-elements/button-element", "2026-11-22")
SLACK_BUTTON_VALUE = Limit(2000, f"{_BLOCK_KIT}/block-elements/button-element", "2026-11-22")
SLACK_URL = Limit(3000, f"{_BLOCK_KIT}/block-elements/button-element", "2026-11-22")
SLACK_ACTION_ID = Limit(255, f"{_BLOCK_KIT}/block-elements/button-element", "2026-11-22")
SLACK_OPTIONS = Limit(100, f"{_BLOCK_KIT}/block-elements/select-menu-element", "2026-11-22")
SLACK_OPTION_VALUE = Limit(150, f"{_BLOCK_KIT}/composition-objects/option-object", "2026-11-22")
SLACK_PLACEHOLDER = Limit(150, f"{_BLOCK_KIT}/block-elements/select-menu-element", "2026-11-22")
SLACK_CHANNEL_MESSAGES_A_SECOND = Limit(1, "https://docs.slack.dev/apis/web-api/rate-limits", "2026-11-22")
SLACK_SIGNATURE_SECONDS = Limit(300, _SLACK_SIGNATURE, "2026-11-22")
SLACK_ANSWER_SECONDS = Limit(3, "https://docs.slack.dev/apis/events-api", "2026-11-22")
# More than so many buttons become a menu to open.
SLACK_BUTTONS = Limit(10, _OURS, "2026-11-22")

# Messenger
MESSENGER_TEXT = Limit(2000, f"{_META_REFERENCE}/send-api/", "2026-11-22")
MESSENGER_QUICK_REPLIES = Limit(13, f"{_MESSENGER}/quick-replies", "2026-04-22")
MESSENGER_LABEL = Limit(20, f"{_MESSENGER}/quick-replies", "2026-04-22")
MESSENGER_PAYLOAD = Limit(1000, f"{_MESSENGER}/quick-replies", "2026-04-22")
MESSENGER_ELEMENTS = Limit(10, f"{_MESSENGER}/template/generic", "2026-04-22")
MESSENGER_ELEMENT_TITLE = Limit(80, f"{_MESSENGER}/template/generic", "2026-04-22")
MESSENGER_ELEMENT_SUBTITLE = Limit(80, f"{_MESSENGER}/template/generic", "2026-04-22")
MESSENGER_ELEMENT_BUTTONS = Limit(3, f"{_MESSENGER}/template/generic", "2026-04-22")
MESSENGER_BUTTON_LABEL = Limit(20, f"{_META_REFERENCE}/buttons/postback", "2026-11-22")
MESSENGER_BATCH = Limit(1000, _META_WEBHOOKS, "2026-11-22")

# Twilio: SMS and WhatsApp
TWILIO_TEXT = Limit(1600, f"{_TWILIO}/api/errors/21617", "2026-11-22")
TWILIO_ANSWER_SECONDS = Limit(15, f"{_TWILIO}/usage/webhooks/webhooks-connection-overrides", "2026-11-22")
WHATSAPP_QUICK_REPLIES = Limit(3, f"{_TWILIO}/content/twilio-quick-reply", "2026-11-22")
WHATSAPP_QUICK_REPLY_LABEL = Limit(20, f"{_TWILIO}/content/twilio-quick-reply", "2026-11-22")
WHATSAPP_LIST = Limit(10, f"{_TWILIO}/content/twiliolist-picker", "2026-11-22")
WHATSAPP_LIST_LABEL = Limit(24, f"{_TWILIO}/content/twiliolist-picker", "2026-11-22")
WHATSAPP_LIST_ID = Limit(200, f"{_TWILIO}/content/twiliolist-picker", "2026-11-22")
WHATSAPP_VARIABLE = Limit(255, f"{_TWILIO}/content-api/using-variables-with-content-api", "2026-11-22")


def length(text: str) -> int:
    """Returns how long a text is in UTF-16 units: no platform counts more than these."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
