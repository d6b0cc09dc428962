"""What stands in the way at the computer steps: the room, the equipment, the keyboard; and their news."""

from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason
from yunke.ground.news import news

# --- a recording that cannot be measured: it is not taken in, nothing is failed ---

RECORDING_NOT_AUDIO = reason(
    "recording_not_audio",
    _("这个文件不是能打开的录音。"),
    _("用 m4a、mp4、webm、ogg 或 wav 格式，手机自带的录音机就行。"),
)
RECORDING_TOO_BIG = reason(
    "recording_too_big", _("录音超过 %(limit_mb)s MB。"), _("录满要的几秒就够，录完再传。")
)
RECORDING_TOO_LONG = reason(
    "recording_too_long", _("录音超过 %(limit)s 秒。"), _("先安静，再朗读，各录满要的几秒就停。")
)
RECORDING_TOO_SHORT = reason(
    "recording_too_short",
    _("录音太短，量不准。"),
    _("安静 %(quiet)s 秒，再读满 %(speech)s 秒，读完等它自己停。"),
)
RECORDING_MISSING = reason("recording_missing", _("没有收到录音。"), _("录一段，或选一个录音文件。"))
QUIET_MISSING = reason(
    "quiet_missing", _("开头没有留出安静的时间。"), _("先不说话 %(wanted)s 秒，再开始读。")
)
VOICE_CONSENT_NEEDED = reason(
    "voice_consent_needed", _("没有你的同意，我们不能收你的录音。"), _("看过说明后，勾选同意。")
)
ROOM_WAITING = reason(
    "room_waiting", _("你的录音正在等人听。"), _("等结果，或撤回后重录。"), door="onboarding:room"
)
ROOM_UNMEASURED = reason(
    "room_unmeasured",
    _("录音还没量成：我们这边读不了它（%(error)s）。"),
    _("查存放录音的地方；好了以后会自己再量，不用重录。"),
)
ROOM_PARKED = reason(
    "room_parked",
    _("这段录音我们试了 %(tries)s 次都量不了，不算没过。"),
    _("再录一次；还不行，就用手机录音机录好，上传那个文件。"),
    door="onboarding:room",
)
ROOM_NEWER = reason("room_newer", _("对方已经另录了一段，这一段不用再量。"), _("回到名单，看新的那一段。"))
NOT_OWN_VOICE = reason("not_own_voice", _("不能听审自己的录音。"), _("请另一位筛选员处理。"))
HEARD_ALREADY = reason("heard_already", _("你已经听过这一份。"), _("另一位的意见要由另一位来给。"))
NOT_LISTENED = reason("not_listened", _("还没有听这段录音。"), _("先播放一遍，再给意见。"))

# --- a room that does not do, each with its number ---

ROOM_NOISY = reason(
    "room_noisy",
    _("声音只比背景响 %(value)s 分贝，要 %(wanted)s 分贝，还差 %(missing)s。"),
    _("关掉风扇、空调和窗，话筒离嘴两指宽，再录一次。"),
    door="onboarding:room",
)
ROOM_CLIPPED = reason(
    "room_clipped",
    _("录音爆音：%(value)s%% 的声音被削平，最多 %(wanted)s%%。"),
    _("把麦克风音量调低一些，离话筒远一点，用平常说话的音量再录。"),
    door="onboarding:room",
)
ROOM_SPEECH_MISSING = reason(
    "room_speech_missing",
    _("只听到 %(value)s 秒人声，要 %(wanted)s 秒。"),
    _("看看选对了麦克风没有，提示出来就开始读，读到停为止。"),
    door="onboarding:room",
)
ROOM_LOUD = reason(
    "room_loud",
    _("安静的时候有 %(value)s%% 的时间冒出别的声音，最多 %(wanted)s%%。"),
    _("等家里没人走动、说话的时候再录，关好门。"),
    door="onboarding:room",
)
ROOM_HUM = reason(
    "room_hum",
    _("有电流的嗡嗡声，只比你的声音低 %(value)s 分贝，要低 %(wanted)s 分贝。"),
    _("耳麦插头换个口，离充电器和变压器远一点；笔记本拔掉电源试试。"),
    door="onboarding:room",
)
ROOM_DROPOUTS = reason(
    "room_dropouts",
    _("录音断了 %(value)s 次，最多 %(wanted)s 次。"),
    _("关掉别的程序，耳麦换有线的或重新插一次，再录。"),
    door="onboarding:room",
)
ROOM_TREATED = reason(
    "room_treated", _("浏览器没有关掉降噪或自动音量，数字会偏好看。"), _("听听背景是不是真的安静。")
)

ROOM_REFUSALS = {
    kind.code: kind
    for kind in (
        reason(
            "mandarin_not_standard",
            _("普通话还不够标准，电话里客户会听不清。"),
            _("跟着普通话朗读练几天，再录一次。"),
            door="onboarding:room",
        ),
        reason(
            "background_heard",
            _("录音里听得到背景的声音。"),
            _("换个时间或房间，关好门窗再录。"),
            door="onboarding:room",
        ),
        reason(
            "voice_unclear",
            _("吐字听不清，或离话筒太远。"),
            _("话筒离嘴两指宽，慢一点，一个字一个字读清楚。"),
            door="onboarding:room",
        ),
        reason(
            "not_read_aloud",
            _("没有按提示朗读，或像是播放的录音。"),
            _("自己对着话筒读，再录一次。"),
            door="onboarding:room",
        ),
    )
}
ROOM_REFUSAL_UNSAID = reason("room_refusal_unsaid", _("退回要说明原因。"), _("至少选一个原因，对方会看到。"))

ROOM_PARKED_NEWS = news(
    "room_parked_news", _("你的环境录音我们这边量不了，不算没过。请再录一次，或上传一个录音文件。")
)
ROOM_PASSED_NEWS = news("room_passed", _("环境和普通话通过了。"))
ROOM_REFUSED_NEWS = news("room_refused", _("环境检测没有通过，打开看看怎么改。"))

# --- the computer and its line ---

_CARRIER_WORDS = {
    "telecom": _("中国电信"),
    "unicom": _("中国联通"),
    "mobile": _("中国移动"),
    "broadnet": _("中国广电"),
    "other": _("别的运营商"),
}
_MEASURE_WORDS = {
    "cores": _("处理器核数"),
    "memory_gb": _("内存（GB）"),
    "screen_width": _("屏幕宽（像素）"),
    "screen_height": _("屏幕高（像素）"),
    "latency_ms": _("延迟（毫秒）"),
    "jitter_ms": _("抖动（毫秒）"),
    "loss_percent": _("丢包率"),
    "down_mbps": _("下载（Mbit/s）"),
    "up_mbps": _("上传（Mbit/s）"),
}
NOT_A_COMPUTER = reason(
    "not_a_computer",
    _("这一步要在电脑上做，手机和平板不行。"),
    _("在上班要用的电脑上登录，打开“设备检测”。"),
    door="onboarding:equipment",
)
COMPUTER_WEAK = reason(
    "computer_weak",
    _("%(measure)s只有 %(value)s，要 %(wanted)s。"),
    _("换一台电脑，或加内存后再测。"),
    door="onboarding:equipment",
    words={"measure": _MEASURE_WORDS},
)
SCREEN_SMALL = reason(
    "screen_small",
    _("%(measure)s只有 %(value)s，要 %(wanted)s。"),
    _("把系统的显示缩放调到 100%% 再测，或接一台大一点的显示器。"),
    door="onboarding:equipment",
    words={"measure": _MEASURE_WORDS},
)
LINE_UNSTABLE = reason(
    "line_unstable",
    _("%(measure)s是 %(value)s，最多 %(wanted)s。"),
    _("网线直接插在光猫上，关掉下载和看视频的设备，再测一次。"),
    door="onboarding:equipment",
    words={"measure": _MEASURE_WORDS},
)
LINE_SLOW = reason(
    "line_slow",
    _("%(measure)s只有 %(value)s，要 %(wanted)s。"),
    _("网线直接插在光猫上，关掉别的设备再测；还不行就问问宽带套餐。"),
    door="onboarding:equipment",
    words={"measure": _MEASURE_WORDS},
)
MICROPHONE_MISSING = reason(
    "microphone_missing",
    _("这台电脑上没有找到麦克风。"),
    _("插上耳麦，允许网页使用麦克风，再测一次。"),
    door="onboarding:equipment",
)
HEADSET_MISSING = reason(
    "headset_missing",
    _("语音业务要有耳麦。"),
    _("准备一副带麦克风的耳机，最好能降噪。"),
    door="onboarding:equipment",
)
NOT_TELECOM = reason(
    "not_telecom",
    _("语音业务要用中国电信的宽带。"),
    _("装好电信宽带再来。"),
    door="onboarding:equipment",
)
NOT_WIRED = reason(
    "not_wired",
    _("要用网线，不能用 Wi-Fi 或手机流量。"),
    _("把电脑用网线插到光猫上，再测一次。"),
    door="onboarding:equipment",
)
MEMORY_UNSAID = reason("memory_unsaid", _("浏览器没有说内存有多大。"), _("看照片，或问一问。"))
CARRIER_UNKNOWN = reason(
    "carrier_unknown", _("从来访地址看不出是哪家运营商。"), _("看光猫的照片，或请对方发一张宽带账单。")
)
CARRIER_DIFFERS = reason(
    "carrier_differs",
    _("填的是%(declared)s，来访地址却属于%(seen)s。"),
    _("可能开了代理，也可能不是这条宽带。看光猫的照片再定。"),
    words={"declared": _CARRIER_WORDS, "seen": _CARRIER_WORDS},
)
LINE_UNMEASURED = reason("line_unmeasured", _("网络还没有测完。"), _("按“开始测”，等 20 秒，测完再提交。"))
LINE_LIMIT = reason("line_limit", _("网络十分钟只能测两次。"), _("过十分钟再测。"))
PIECE_TOO_BIG = reason("piece_too_big", _("一次最多传 %(limit)s 字节。"))
EQUIPMENT_WAITING = reason(
    "equipment_waiting", _("你的设备正在等人看。"), _("等结果，或撤回后重测。"), door="onboarding:equipment"
)
NOT_OWN_EQUIPMENT = reason("not_own_equipment", _("不能审核自己的设备。"), _("请另一位筛选员处理。"))
EQUIPMENT_REFUSAL_UNSAID = reason(
    "equipment_refusal_unsaid", _("退回要说明原因。"), _("至少选一个原因，对方会看到。")
)
EQUIPMENT_REFUSALS = {
    kind.code: kind
    for kind in (
        reason(
            "modem_unreadable",
            _("照片里看不清光猫和插头。"),
            _("开灯，站近一点，把光猫的标签和插着的网线拍进同一张。"),
            door="onboarding:equipment",
        ),
        reason(
            "cable_not_seen",
            _("照片里看不到网线插着。"),
            _("把网线插好，连着电脑的一头也拍进去。"),
            door="onboarding:equipment",
        ),
        reason(
            "carrier_not_telecom",
            _("这条宽带看起来不是中国电信的。"),
            _("装好电信宽带，或拍一张带户名的电信账单（遮住号码）。"),
            door="onboarding:equipment",
        ),
        reason(
            "headset_unfit",
            _("耳麦不合用。"),
            _("换一副带麦克风的有线耳机，最好能降噪。"),
            door="onboarding:equipment",
        ),
    )
}
EQUIPMENT_PASSED_NEWS = news("equipment_passed", _("设备通过了。"))
EQUIPMENT_REFUSED_NEWS = news("equipment_refused", _("设备没有通过，打开看看要改什么。"))

# --- what runs out ---

CHECK_ENDING = news(
    "check_ending",
    _("%(step)s有效到 %(until_on)s。之后的班要先重新做，已约的班照上。"),
    words={
        "step": {
            "real_name": _("实名认证"),
            "profile": _("个人档案"),
            "equipment": _("设备检测"),
            "room": _("环境检测"),
            "typing": _("打字测试"),
            "gold": _("金标题"),
        }
    },
)

# --- the keyboard ---

TYPING_SLOW = reason(
    "typing_slow",
    _("一分钟打对 %(value)s 个字，要 %(wanted)s 个。"),
    _("每天练十分钟，熟了再测。"),
    door="onboarding:typing",
)
TYPING_INEXACT = reason(
    "typing_inexact",
    _("打对了 %(value)s%%，要 %(wanted)s%%。"),
    _("慢一点，打错先改再往下打。"),
    door="onboarding:typing",
)
TYPING_PASTED = reason(
    "typing_pasted",
    _("这一份不像是用输入法打出来的，没有算。"),
    _("不要粘贴，用输入法自己打一遍。"),
    door="onboarding:typing",
)
TYPING_TOO_FAST = reason(
    "typing_too_fast",
    _("一分钟 %(value)s 个字，快得不像手打，没有算。"),
    _("再打一遍。"),
    door="onboarding:typing",
)
TYPING_TOO_LITTLE = reason(
    "typing_too_little", _("只打了 %(letters)s 个字，太少，量不准。"), _("至少打 %(least)s 个字再交。")
)
TYPING_UNSEEN = reason(
    "typing_unseen", _("没有看到打字的过程。"), _("打开浏览器的脚本（JavaScript），再测一次。")
)
TYPING_TRIES = reason("typing_tries", _("今天已经测了 %(limit)s 次。"), _("明天再来，今天先练练。"))
TYPING_OVER = reason("typing_over", _("这一次已经结束了。"), _("重新开始一次。"), door="onboarding:typing")

STEP_WORDS = {
    "equipment": _("设备检测"),
    "room": _("环境检测"),
    "room_today": _("班前环境"),
    "typing": _("打字测试"),
}
HANDOVER_OVER = reason(
    "handover_over",
    _("这串字不对、过期了，或已经用过。"),
    _("在手机上再要一个：一个只能用一次，十分钟内有效。"),
)
HANDOVER_ELSEWHERE = reason(
    "handover_elsewhere", _("这台电脑上登录的是别人。"), _("先退出登录，再打开一次。")
)
ONLY_THIS_STEP = reason(
    "only_this_step",
    _("这台电脑是从手机接过来的，只能做“%(step)s”。"),
    _("做完在手机上接着走；要看别的，先退出，再用手机号登录。"),
    words={"step": STEP_WORDS},
)
