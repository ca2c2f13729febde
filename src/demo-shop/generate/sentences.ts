export const SENTENCES: readonly string[] = [
  'Thrown on the wheel in small batches and fired twice at 1,240 °C.',
  'The glaze breaks over the rim, so no two pieces look the same.',
  'Holds its warmth and feels calm in the hand.',
  'Goes into the dishwasher, the microwave and a moderate oven.',
  'The foot is sanded and leaves no marks on the table.',
  'Packed in recycled paper, without plastic.',
  'Made from local clay that we mix and rest for three weeks.',
  'Each piece carries the stamp of the potter who made it.',
  'The inside is glazed with a food-safe, lead-free clear glaze.',
  'Small dots in the surface come from iron in the clay and are no flaw.',
  'A good size for daily use, and it stacks.',
  'Colours on screens differ a little from the real ones.',
];

export const SENTENCES_DE: readonly string[] = [
  'Auf der Scheibe gedreht und zweimal bei 1.240 °C gebrannt.',
  'Spülmaschinenfest, mikrowellengeeignet und für Käse, Brot und Süßes gleichermaßen schön.',
  'Jedes Stück trägt den Stempel der Töpferin.',
  'Die Glasur ist lebensmittelecht und bleifrei.',
  'Größe und Farbe können leicht abweichen.',
];

export const SENTENCES_HE: readonly string[] = [
  'עבודת יד על האובניים, שריפה כפולה ב־1,240 מעלות.',
  'מתאים למדיח, למיקרוגל ולתנור בחום בינוני.',
  'הזיגוג בטוח למזון ונטול עופרת.',
  'כל כלי נושא את חותמת הקדר.',
  'הצבע על המסך עשוי להיות שונה מעט מהמציאות.',
];
