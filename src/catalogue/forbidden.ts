import { foldHeader } from './header.ts'

/**
 * What cannot be catalogued at all, in any item, about anybody (charter 2; 征信业管理条例第十四条, 个人信息保护法第二十八条).
 * Chinese words are looked for anywhere in a name; English words as whole words; tokens as whole parts of a field code.
 */
interface ForbiddenSubject {
  topic: string
  chinese: readonly string[]
  english: readonly string[]
  tokens: readonly string[]
}

export const FORBIDDEN_SUBJECTS: readonly ForbiddenSubject[] = [
  {
    topic: '宗教信仰',
    chinese: ['宗教', '信仰', '教派', '信教'],
    english: ['religion', 'religious', 'faith', 'creed'],
    tokens: ['ZJXY', 'ZONGJIAO', 'RELIGION'],
  },
  {
    topic: '民族',
    chinese: ['民族', '族别', '种族'],
    english: ['ethnicity', 'ethnic', 'nationality', 'race'],
    tokens: ['MZ', 'MINZU', 'ETHNICITY'],
  },
  {
    topic: '基因',
    chinese: ['基因', '遗传', 'DNA'],
    english: ['gene', 'genes', 'genetic', 'genome', 'dna'],
    tokens: ['JIYIN', 'DNA', 'GENE'],
  },
  {
    topic: '生物识别',
    chinese: ['生物识别', '指纹', '人脸', '虹膜', '声纹', '掌纹', '血型'],
    english: ['biometric', 'biometrics', 'fingerprint', 'facial', 'iris', 'voiceprint', 'blood'],
    tokens: ['ZHIWEN', 'RENLIAN', 'BIOMETRIC'],
  },
  {
    topic: '健康医疗',
    chinese: ['健康', '疾病', '病史', '病历', '就诊', '诊断', '残疾', '疫苗接种', '献血'],
    english: ['health', 'disease', 'illness', 'medical', 'diagnosis', 'disability', 'vaccination'],
    tokens: ['JIBING', 'BINGSHI', 'HEALTH'],
  },
  {
    topic: '政治观点',
    chinese: ['政治面貌', '政治观点', '政治倾向', '政治立场', '党派', '党员'],
    english: ['political', 'politics', 'party membership'],
    tokens: ['ZZMM', 'ZZGD', 'POLITICAL'],
  },
  {
    topic: '信访',
    chinese: ['信访', '上访', '请愿'],
    english: ['petition', 'petitions', 'petitioner'],
    tokens: ['XINFANG', 'SHANGFANG', 'PETITION'],
  },
  { topic: '工会', chinese: ['工会'], english: ['union', 'unions'], tokens: ['GONGHUI', 'UNION'] },
  {
    topic: '家庭',
    chinese: ['家庭', '婚姻', '配偶', '子女', '父母', '亲属', '户籍', '生育'],
    english: ['family', 'marriage', 'marital', 'spouse', 'children', 'parents', 'kinship'],
    tokens: ['HYZK', 'HUNYIN', 'PEIOU', 'JIATING', 'FAMILY'],
  },
  {
    topic: '行踪位置',
    chinese: ['定位', '轨迹', '行踪', '经纬度', '实时位置', '出行记录'],
    english: ['location', 'gps', 'trajectory', 'whereabouts', 'travel history'],
    tokens: ['GPS', 'DINGWEI', 'GUIJI', 'LOCATION'],
  },
  {
    topic: '社交关系',
    chinese: ['好友', '朋友', '社交关系', '通讯录', '人脉'],
    english: ['friend', 'friends', 'contacts', 'acquaintances'],
    tokens: ['HAOYOU', 'PENGYOU', 'FRIENDS'],
  },
  {
    topic: '消费购物',
    chinese: ['消费记录', '购物', '购买记录', '消费习惯'],
    english: ['purchase', 'purchases', 'shopping', 'spending'],
    tokens: ['GOUWU', 'XIAOFEI', 'PURCHASES'],
  },
  {
    topic: '网络言论',
    chinese: ['网络言论', '发帖', '微博', '朋友圈', '聊天', '网上评论', '浏览记录'],
    english: ['online speech', 'social media', 'posts', 'chat', 'browsing'],
    tokens: ['YANLUN', 'WEIBO', 'FATIE', 'SPEECH'],
  },
]

/** What a field or item is called, in every way it is called. */
export interface Naming {
  code: string
  english: string
  chinese: readonly string[]
}

/** The forbidden topic that a naming belongs to; undefined when there is none. */
export function forbiddenTopic({ code, english, chinese }: Naming): string | undefined {
  const names = chinese.map(foldHeader)
  const words = ` ${english.toLowerCase().replace(/[^a-z]+/gu, ' ')} `
  const tokens = new Set([code, ...names].flatMap((name) => name.toUpperCase().split('_')))
  return FORBIDDEN_SUBJECTS.find(
    (subject) =>
      subject.chinese.some((word) => names.some((name) => name.includes(word))) ||
      subject.english.some((word) => words.includes(` ${word} `)) ||
      subject.tokens.some((token) => tokens.has(token)),
  )?.topic
}

const PERSON_NUMBER = {
  tokens: ['SFZ', 'SFZH', 'ZJHM', 'ZJLX', 'SJH', 'SJHM', 'LXDH', 'DH', 'PASSPORT', 'PHONE'],
  chinese: ['身份证', '身份号码', '证件号', '证件类型', '护照', '通行证', '手机', '电话', '出生日期', '邮箱'],
  english: [
    'resident id',
    'identity card',
    'passport',
    'phone',
    'mobile',
    'telephone',
    'date of birth',
    'email',
  ],
} as const

const PERSON_NAME = {
  tokens: ['FRDB', 'FR', 'FZR', 'JYZ', 'LXR'],
  chinese: ['法定代表人', '法人代表', '负责人', '经营者姓名', '联系人', '经办人', '姓名'],
  english: ['legal representative', 'person in charge', 'contact person', 'person s name'],
} as const

/**
 * Whether a field identifies a person: by a document or telephone number (`number`: never stored, charter 2) or by name
 * (`name`: never public). Undefined when it does neither.
 */
export function identifiesPerson({ code, english, chinese }: Naming): 'number' | 'name' | undefined {
  const names = chinese.map(foldHeader)
  const words = ` ${english.toLowerCase().replace(/[^a-z]+/gu, ' ')} `
  const tokens = new Set(code.split('_'))
  for (const [kind, set] of [['number', PERSON_NUMBER] as const, ['name', PERSON_NAME] as const]) {
    const found =
      set.tokens.some((token) => tokens.has(token)) ||
      set.chinese.some((word) => names.some((name) => name.includes(word))) ||
      set.english.some((word) => words.includes(` ${word} `))
    if (found) return kind
  }
  return undefined
}
