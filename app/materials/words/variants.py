"""Characters that people write for each other: old forms and variants, each with the form that is searched for.

With them the radicals that some programs put into a PDF for the character of the same shape, as far as NFKC keeps them.
"""

_PAIRS = (
    "亞亜 惡悪 壓圧 圍囲 爲為 醫医 壹壱 隱隠 營営 榮栄 衞衛 驛駅 圓円 緣縁 艷艶 鹽塩 奧奥 應応 橫横 "
    "歐欧 毆殴 黃黄 溫温 穩穏 假仮 價価 畫画 會会 壞壊 懷懐 繪絵 擴拡 殼殻 覺覚 學学 嶽岳 樂楽 勸勧 "
    "卷巻 寬寛 歡歓 罐缶 觀観 關関 陷陥 巖巌 顏顔 歸帰 氣気 龜亀 僞偽 戲戯 犧犠 舊旧 據拠 擧挙 峽峡 "
    "挾挟 敎教 狹狭 曉暁 區区 驅駆 勳勲 薰薫 徑径 惠恵 溪渓 經経 繼継 莖茎 螢蛍 輕軽 鷄鶏 藝芸 擊撃 "
    "缺欠 儉倹 劍剣 圈圏 檢検 權権 獻献 縣県 險険 顯顕 驗験 嚴厳 效効 廣広 恆恒 鑛鉱 號号 國国 黑黒 "
    "濟済 碎砕 齋斎 劑剤 櫻桜 册冊 雜雑 參参 慘惨 棧桟 蠶蚕 贊賛 殘残 絲糸 齒歯 兒児 辭辞 濕湿 實実 "
    "舍舎 寫写 釋釈 壽寿 收収 從従 澁渋 獸獣 縱縦 肅粛 處処 緖緒 敍叙 奬奨 將将 燒焼 稱称 證証 乘乗 "
    "剩剰 壤壌 孃嬢 條条 淨浄 疊畳 穰穣 讓譲 釀醸 囑嘱 觸触 寢寝 愼慎 晉晋 眞真 盡尽 圖図 粹粋 醉酔 "
    "隨随 髓髄 數数 樞枢 聲声 靜静 齊斉 攝摂 竊窃 專専 戰戦 淺浅 潛潜 纖繊 踐践 錢銭 禪禅 雙双 壯壮 "
    "搜捜 插挿 爭争 總総 聰聡 莊荘 裝装 騷騒 增増 臟臓 藏蔵 屬属 續続 墮堕 體体 對対 帶帯 滯滞 臺台 "
    "瀧滝 擇択 澤沢 單単 擔担 膽胆 團団 彈弾 斷断 癡痴 遲遅 晝昼 蟲虫 鑄鋳 廳庁 聽聴 敕勅 鎭鎮 遞逓 "
    "鐵鉄 轉転 點点 傳伝 黨党 盜盗 燈灯 當当 鬪闘 德徳 獨独 讀読 屆届 繩縄 貳弐 惱悩 腦脳 霸覇 廢廃 "
    "拜拝 賣売 麥麦 發発 髮髪 拔抜 蠻蛮 祕秘 彥彦 濱浜 拂払 佛仏 竝並 變変 邊辺 邉辺 辨弁 瓣弁 辯弁 "
    "寶宝 豐豊 襃褒 沒没 飜翻 槇槙 每毎 萬万 滿満 默黙 彌弥 藥薬 譯訳 豫予 餘余 與与 譽誉 搖揺 樣様 "
    "謠謡 來来 賴頼 亂乱 覽覧 龍竜 兩両 獵猟 綠緑 淚涙 壘塁 勵励 禮礼 隸隷 靈霊 齡齢 戀恋 爐炉 勞労 "
    "樓楼 郞郎 錄録 灣湾 步歩 涉渉 髙高 﨑崎 嵜崎 碕崎 冨富 嶋島 嶌島 桒桑 栁柳 濵浜 舘館 斉斎 凛凜 "
    "槗橋 淸清 靑青 曾曽 熙煕 熈煕 穗穂 翆翠 遙遥 鄕郷 鈎鉤 閒間 鷗鴎 麴麹 籠篭 蠟蝋 頰頬 塡填 剝剥 "
    "⺟母 ⺠民 ⻁虎 ⻄西 ⻅見 ⻆角 ⻑長 ⻒長 ⻘青 ⻝食 ⻤鬼 ⻨麦 ⻩黄 ⻫斉 ⻭歯 ⻯竜 ⻲亀 "
    "嘘噓 搔掻 繫繋 簞箪 顚顛 屢屡 攪撹 瀆涜 焰焔 禱祷 蘆芦 蠅蝿 鹼鹸 鰺鯵 槪概 卽即"
)


def _table() -> dict[int, str]:
    """Each variant with its form; a form that is itself a variant (齊 → 斉 → 斎) with the last one.

    One step is enough: no chain is longer than two.
    """
    forms: dict[str, str] = {}
    for pair in _PAIRS.split():
        forms[pair[0]] = pair[1]
    for variant, form in forms.items():
        forms[variant] = forms.get(form, form)
    return {ord(variant): form for variant, form in forms.items()}


VARIANTS = _table()
"""For `str.translate`: from a variant to the form that is searched for."""
