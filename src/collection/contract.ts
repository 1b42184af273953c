import { type Static, Type } from 'typebox'

/** One thing wrong with one row. */
export const Refusal = Type.Object(
  {
    row: Type.Integer({ description: '行号，与电子表格中所见一致 row as a spreadsheet numbers it' }),
    field: Type.String({ description: '数据项代码 field code' }),
    code: Type.String({ description: '原因代码，长期不变 stable reason code' }),
    value: Type.String({ description: '原值，个人证件号和电话已遮蔽 value, personal numbers masked' }),
    message: Type.String({ description: '什么错了、怎样改 what is wrong and how to fix it' }),
  },
  { $id: 'Refusal' },
)

/** What was done with a delivery. */
export const Receipt = Type.Object(
  {
    rows: Type.Integer({ description: '数据行数 rows below the header' }),
    accepted: Type.Object({
      new: Type.Integer({ description: '新增' }),
      changed: Type.Integer({ description: '更新' }),
      unchanged: Type.Integer({ description: '与在档内容相同' }),
    }),
    refused: Type.Integer({ description: '退回行数，已列入疑问数据 rows in quarantine' }),
    naturalPersons: Type.Integer({ description: '自然人行数，只计数、不存储 counted, never stored' }),
    refusals: Type.Array(Refusal, { description: '退回原因，最多列出一万条' }),
    submission: Type.String({ description: '报送编号 number of the submission' }),
  },
  { $id: 'Receipt' },
)

/** A delivery as JSON: rows as objects, keyed by field code or Chinese field name. */
export const JsonDelivery = Type.Object(
  {
    item: Type.String({ minLength: 1, maxLength: 100, description: '目录项目名称或代码 item' }),
    rows: Type.Array(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Null()])), {
      minItems: 1,
      maxItems: 100_000,
    }),
  },
  { $id: 'JsonDelivery', additionalProperties: false },
)

export type Refusal = Static<typeof Refusal>
export type Receipt = Static<typeof Receipt>
export type JsonDelivery = Static<typeof JsonDelivery>
