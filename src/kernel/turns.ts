/**
 * Lets so many pieces of work run at a time; the others wait and get their turn in the order in which they came. Whoever
 * takes a turn for each small piece of a long work leaves everybody else a turn in between.
 * @param places how many may run at once
 */
export function turns(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let free = places
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // The place is handed on, not given back first: nobody who comes just now can slip in before.
      if (next) next()
      else free++
    }
  }
}
