// Every action is one request, which the server answers by one call of the library.

async function send(path, type, body, signal) {
  let response;
  try {
    response = await fetch(path, { method: "POST", headers: { "Content-Type": type }, body, signal });
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    throw new Error("The server does not answer; is the program still running?");
  }
  if (!response.ok) {
    let message = `The server answered with the status ${response.status}.`;
    try {
      message = (await response.json()).error;
    } catch {
      // Not a response of this server; the status has to do.
    }
    throw new Error(message);
  }
  return response;
}

/** Sends a JSON object and returns the response's. */
export async function post(path, content = {}) {
  return (await send("/api/" + path, "application/json", JSON.stringify(content))).json();
}

/** Sends a JSON object and returns a file. */
export async function postForFile(path, content) {
  return (await send("/api/" + path, "application/json", JSON.stringify(content))).blob();
}

/** An image as a request names it: {seed, index}, {dataset} or {file}. */
function imageAddress(path, chosen, more) {
  const { file, ...named } = chosen;
  return `/api/${path}?` + new URLSearchParams({ ...named, ...more });
}

/** Sends an image, or its name, and returns the JSON object of the response. */
export async function postImage(path, chosen, more = {}) {
  const response = await send(imageAddress(path, chosen, more), "application/octet-stream", chosen.file);
  return response.json();
}

/** Like postImage, for a response of one JSON object on each line. */
export async function* postImageForLines(path, chosen, signal) {
  const response = await send(imageAddress(path, chosen, {}), "application/octet-stream", chosen.file, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      const json = JSON.parse(line);
      if (json.error) {
        throw new Error(json.error);
      }
      yield json;
    }
  }
}
