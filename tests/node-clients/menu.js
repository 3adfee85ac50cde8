// A whole BXML application: a menu with one question. Prints its port.
const { createServer } = require("node:http");
const server = createServer((request, response) => {
	const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
	const event = searchParams.get("eventType"), menu = `http://${request.headers.host}/menu`;
	const say = text => `<SpeakSentence>${text}</SpeakSentence>`;
	if (event === "answer") response.end(`<Response><Gather requestUrl="${menu}" maxDigits="1">${say("For sales press one.")}</Gather></Response>`);
	else if (pathname === "/menu") response.end(`<Response>${say(searchParams.get("digits") === "1" ? "Sales is closed." : "No such department.")}<Hangup/></Response>`);
	else response.end();
}).listen(0, "127.0.0.1", () => console.log(server.address().port));
