import { Command, CommanderError } from 'commander'
import { toXinwangError, type XinwangError } from '../kernel/index.ts'
import { calendarLoad } from './commands/calendar.ts'
import { clientCreate } from './commands/client.ts'
import { ingest } from './commands/ingest.ts'
import { ledgerCheck, ledgerProve, ledgerSequence, ledgerVerify } from './commands/ledger.ts'
import { personInvite } from './commands/person.ts'
import { answerOpenQuestion, listOpenQuestions } from './commands/question.ts'
import { reportCheck } from './commands/report.ts'
import { totalPublish, totalReplay } from './commands/total.ts'
import { up } from './commands/up.ts'
import { VERSION } from './server.ts'

/** Exit codes: 0 done; 1 a fault of the system or its surroundings; 2 the input could not be read or was refused. */
const EXIT_FAULT = 1
const EXIT_INPUT = 2

const program = new Command('xinwang')
  .description('信网：省级公共信用信息共享平台（只涉及组织，不处理自然人的失信信息）')
  .version(VERSION, '-V, --version', '显示版本')
  .helpOption('-h, --help', '显示帮助')
  .helpCommand(false)
  .showHelpAfterError('用 xinwang --help 查看用法')
  .exitOverride()

program.command('up').description('启动平台：数据库、基础数据、示例省份、网站').action(up)

program
  .command('ingest')
  .description('报送一个文件（xlsx 或 csv），逐行校验后入库')
  .argument('<file>', '文件路径')
  .requiredOption('--item <名称或代码>', '目录项目，如 行政处罚 或 CF')
  .requiredOption('--provider <统一社会信用代码>', '提供单位')
  .option('--json', '只输出一个 JSON 对象')
  .action(ingest)

const client = program.command('client').description('机构客户端密钥')
client
  .command('create')
  .description('为机构签发报送接口的密钥（只显示一次）')
  .requiredOption('--authority <统一社会信用代码>', '机构')
  .requiredOption('--name <名称>', '使用密钥的系统名称')
  .action(clientCreate)

program
  .command('person')
  .description('人员')
  .command('invite')
  .description('开通首批人员的账号（机构管理员、中心经办、中心负责人、审计员），给出一次有效的链接')
  .requiredOption('--name <姓名>', '本人姓名')
  .requiredOption('--authority <统一社会信用代码>', '所在机构')
  .requiredOption('--role <角色>', 'authority_admin、centre_operator、centre_head 或 auditor')
  .option('--until <日期>', '任期最后一天，不写为一年')
  .action(personInvite)

const ledger = program.command('ledger').description('存证日志')
ledger.command('sequence').description('把已提交的行为排入日志并签名公布').action(ledgerSequence)
ledger
  .command('verify')
  .description('重新推导整个日志，核对签名、根和每一行为，报告第一处不符')
  .option('--url <地址>', '核对另一处公布的日志（以 /ledger 结尾），只凭其文件')
  .option('--key <密钥>', '事先取得的验证密钥')
  .action(ledgerVerify)
ledger
  .command('prove')
  .description('输出一个行为在日志中的证明')
  .argument('<编号>', '行为编号')
  .action(ledgerProve)
ledger
  .command('check')
  .description('离线核对一份证明，不访问数据库和网络')
  .argument('<file>', '证明文件')
  .requiredOption('--key <密钥>', '日志的验证密钥')
  .action(ledgerCheck)

const calendar = program.command('calendar').description('工作日历')
calendar
  .command('load')
  .description('载入放假安排（csv：date,kind,name），重算暂定的报送期限')
  .argument('<file>', '文件路径')
  .requiredOption('--source <文号或标题>', '放假通知的文号或标题')
  .action(calendarLoad)

program
  .command('report')
  .description('信用报告')
  .command('check')
  .description('不联网核验报告文件是否被改动')
  .argument('<file>', '报告文件（PDF）')
  .option('--key <文件>', '签名公钥（/api/report-keys 的内容）；不写时用本机的')
  .action(reportCheck)

const total = program.command('total').description('公布的统计数')
total.command('publish').description('计算并公布今天的统计数').action(totalPublish)
total
  .command('replay')
  .description('重算公布过的统计数并比对')
  .argument('<编号>', '如 units-2026-09-28')
  .action(totalReplay)

const question = program.command('question').description('疑问数据：一码多名、一主体多码')
question.command('list').description('列出待判断的问题').action(listOpenQuestions)
question
  .command('answer')
  .description('由具名工作人员判断；判断留存，不再重复询问')
  .argument('<编号>', 'question list 列出的编号')
  .argument('<same|different|unsure>', '同一主体 / 不是同一主体 / 无法判断')
  .requiredOption('--officer <姓名>', '作出判断的工作人员')
  .requiredOption('--because <理由>', '判断的依据')
  .action(answerOpenQuestion)

/** One clear sentence, what to do next, and the faulty places if there are any. */
function explain(error: XinwangError): string {
  const lines = [error.message]
  for (const field of error.fields) lines.push(`  ${field.field}：${field.message}`)
  if (error.next) lines.push(error.next)
  if (error.kind === 'fault' && error.internal && process.env.XINWANG_DEBUG) lines.push(error.internal)
  return `${lines.join('\n')}\n（${error.code}）\n`
}

try {
  await program.parseAsync(process.argv)
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    process.exitCode = thrown.exitCode === 0 ? 0 : EXIT_INPUT
  } else {
    const error = toXinwangError(thrown)
    process.stderr.write(explain(error))
    if (error.code === 'KERNEL_FAULT' && process.env.XINWANG_DEBUG)
      process.stderr.write(`${String(error.cause)}\n`)
    process.exitCode = error.kind === 'fault' ? EXIT_FAULT : EXIT_INPUT
  }
}
