// Loaded before a program (NODE_OPTIONS): its clock is set back by up to a day again and again. What measures durations is
// another clock, which nobody can set.
const { now } = Date;
let back = 0;
Date.now = () => {
  if (Math.random() < 0.2) back += Math.random() * 86_400_000;
  return now() - back;
};
