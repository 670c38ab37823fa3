const FIRST =
  `Amelia Omar Grace Mateo Priya Noah Hana Lucas Sofia Ethan Aisha Daniel Chloe Ravi Isabella Marcus Mei
Oliver Fatima Samuel Elena Jamal Nora Victor Leila Thomas Yuki Andrew Camila Hugo Zainab Patrick Ingrid Carlos Naomi
Simon Anika George Lucia Ivan Beatrice Kofi Hannah Diego Sarah Arjun Emily Felix Rosa Adrian Tara Benjamin Alice
Youssef Megan Anton Julia Kwame Claire Rafael Maya Stefan Ruth Dmitri Paula Emeka Laura Jonas Nadia Peter Helen Sanjay
Irene Leon Monica Tariq Diana Erik Olivia Hassan Martha Bruno Linda Kenji Teresa Aaron Vera Gabriel Joyce Miguel Anna
Rashid Kate Oscar Sandra Viktor Eva Malik Carol Pavel Zoë Renée André José Jürgen Soren`.split(/\s+/);

const LAST =
  `Okafor Lindqvist Ramirez Chen Novak Patel Hughes Tanaka Moreau Silva Kowalski Haddad Bennett Ferreira Nguyen
Schmidt Osei Larsen Castillo Murphy Ibrahim Rossi Walker Kim Petrov Adeyemi Fischer Morgan Santos Ali Johansson Reyes
Cooper Wang Dubois Mensah Bauer Torres Campbell Sato Ricci Grant Mahmoud Weber Ortega Foster Lee Ivanov Bianchi Reid
Suzuki Leclerc Diaz Harris Khan Berg Navarro Price Gupta Meyer Romero Ellis Park Costa Wagner Mendoza Shaw Yamamoto
Laurent Vargas Barnes Rahman Keller Flores Hayes Singh Nilsson Herrera Russell Zhao Conti Acosta Spencer Nakamura
Girard Rojas Palmer Hussain Vogel Cruz Webb Das Hansen Molina Fox Huang Greco Vega Hart Abbas Lang Soto Brooks Muller
Garnier Ramos Dixon Farouk Huber Peña Núñez Gauthier Lefèvre Strand`.split(/\s+/);

const COMBINATIONS = FIRST.length * LAST.length;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function strideNear(start: number): number {
  let stride = start;
  while (greatestCommonDivisor(stride, COMBINATIONS) !== 1) stride += 1;
  return stride;
}

const STRIDE = strideNear(Math.floor(COMBINATIONS * 0.618));

export interface PersonName {
  readonly name: string;
  /** Unique among all indices of one organisation. */
  readonly email: string;
}

function mailbox(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase();
}

/** Name and address of person `index`; walks all combinations before one comes again. */
export function personName(index: number, offset: number): PersonName {
  const combination = (index * STRIDE + offset) % COMBINATIONS;
  const round = Math.floor(index / COMBINATIONS);
  const first = FIRST[combination % FIRST.length] ?? 'Alex';
  const last = LAST[Math.floor(combination / FIRST.length)] ?? 'Doe';
  const suffix = round === 0 ? '' : String(round + 1);
  return { name: `${first} ${last}`, email: `${mailbox(first)}.${mailbox(last)}${suffix}@example.com` };
}
