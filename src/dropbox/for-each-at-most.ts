/** Runs `task` for each input, at most `limit` at once; results in the inputs' order. The first exception ends it. */
export async function forEachAtMost<In, Out>(
  limit: number,
  inputs: readonly In[],
  task: (input: In) => Promise<Out>,
): Promise<Out[]> {
  const results = new Array<Out>(inputs.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < inputs.length; index = next++) {
      results[index] = await task(inputs[index] as In);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, inputs.length) }, worker));
  return results;
}
