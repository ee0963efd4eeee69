// 被监护人或受监督的付款人付款需要什么：中文。
export default {
  free: '这笔付款无需密码，{{name}}会收到通知。',
  'own-proof': '输入您的密码即可，{{name}}会收到通知。',
  guardian: '我们会请{{name}}同意，在此之前款项会先预留。',
  supervisor: '金额超过您的免审额度，还需{{name}}同意，在此之前款项会先预留。',
  supervisorAlways: '还需{{name}}同意，在此之前款项会先预留。',
  newAddress: '这是新地址，我们会请{{name}}同意，同意后即可再次使用。',
  refused: '这样的金额，请选择{{name}}已同意的地址。',
  daySum: '加上今天已花的钱，已不算小额。',
  dayLarge: '加上今天已花的钱，已属大额。',
};
