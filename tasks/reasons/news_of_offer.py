"""Words of refusals and notices: news of the offer."""

from __future__ import annotations

from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason
from yunke.ground.news import news

CLAIM_ADMITTED = news("claim_admitted", _("你被《%(task)s》录取了。看过并确认三份文件，就可以约班。"))
CLAIM_RESERVED = news("claim_reserved", _("《%(task)s》的筛选你通过了。席位满了，先列为候补，有空席就问你。"))
CLAIM_TRAINING = news("claim_training", _("《%(task)s》收你进任务培训，培训完再评定。"))
CLAIM_ASSESSING = news("claim_assessing", _("《%(task)s》的培训结束了，在等评定。"))
CLAIM_WAITING = news("claim_waiting", _("《%(task)s》现在没有空席，你在排队，位置在里面。"))
CLAIM_APPEAL_GRANTED = news(
    "claim_appeal_granted", _("《%(task)s》的申诉成立，你的申请回到原来的位置：%(why)s")
)
CLAIM_APPEAL_DENIED = news("claim_appeal_denied", _("《%(task)s》的申诉没有改变决定：%(why)s"))
SEAT_OFFERED = news(
    "seat_offered", _("《%(task)s》有席位了，还来吗？%(until_at)s 前答复；不答复就问下一位。")
)
SEAT_LAPSED = news("seat_lapsed", _("《%(task)s》的席位没有等到你的答复，已问下一位。你还在队里，排到后面。"))
SEAT_OFFER_OVER = reason("seat_offer_over", _("这个席位现在不等你答复。"), _("看看申请现在到哪一步。"))
CLAIM_REJECTED = news("claim_rejected", _("《%(task)s》这次没有录取你。原因和补救办法在里面。"))
CLAIM_REOPENED = news("claim_reopened", _("《%(task)s》撤回了刚才的决定，你的申请重新在等筛选。"))
CLAIM_RELEASED = news("claim_released", _("《%(task)s》换下了你：%(why)s"))
PENALTIES_WAIT = news("penalties_wait", _("《%(task)s》从 %(effective_on)s 起的处罚表写好了，等第二人核。"))
PENALTIES_IN = news("penalties_in", _("你为《%(task)s》写的处罚表核准了，从 %(effective_on)s 起用。"))
PENALTIES_SENT_BACK = news("penalties_sent_back", _("你为《%(task)s》写的处罚表被退回：%(why)s。"))
TERMS_WAIT = news("terms_wait", _("《%(task)s》从 %(effective_on)s 起的条款写好了，等第二人核。"))
TERMS_IN = news("terms_in", _("你为《%(task)s》写的条款核准了，从 %(effective_on)s 起用。"))
TERMS_SENT_BACK = news("terms_sent_back", _("你为《%(task)s》写的条款被退回：%(why)s。"))
TERMS_RENEWED = news("terms_renewed", _("《%(task)s》从 %(effective_on)s 起用新条款，请看一遍并确认。"))
