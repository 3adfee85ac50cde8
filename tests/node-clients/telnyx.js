// Calls the methods of Telnyx's own client, unmodified, against a simulator: BASE_URL is the simulator's address. The
// webhooks come to a server of this program, where the client's own check looks at each. Prints one JSON line for each
// method: {method, error?}.
"use strict";
const assert = require("node:assert/strict");
const http = require("node:http");
const Telnyx = require("telnyx");
const base = process.env.BASE_URL.replace(/\/$/, "");
const mine = "+15550100";
const file = "http://127.0.0.1/hello.mp3";
const long = "This sentence is long enough to be stopped before it ends. ".repeat(10);
const told = [];
let client, app, connection, profile;

async function check(method, run) {
	try {
		const result = await run();
		console.log(JSON.stringify({ method }));
		return result;
	}
	catch (error) {
		console.log(JSON.stringify({ method, error: `${error.status || ""} ${error.stack || error} ${JSON.stringify(error.error || "")}` }));
	}
}

async function phone(path, body) {
	const answer = await fetch(`${base}/sim/${path}`, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
	assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
	return answer.headers.get("content-length") === "0" ? {} : answer.json();
}

// Looks again and again: the events come when they come.
async function until(look, what) {
	for (const end = Date.now() + 60000; Date.now() < end; await new Promise(done => setTimeout(done, 10))) {
		const seen = await look();
		if (seen) return seen;
	}
	assert.fail(`waited in vain for ${what}; told: ${told.map(entry => entry.event.data.event_type).join(" ")}`);
}

const event = (call, type) => until(() => told.map(entry => entry.event.data).find(data => data.payload.call_control_id === call && data.event_type === type), `${type} of ${call}`);
const message = (id, type) => until(() => told.map(entry => entry.event.data).find(data => data.payload.id === id && data.event_type === type), `${type} of ${id}`);
const state = text => Buffer.from(text).toString("base64");
const ring = async () => (await phone("calls", { from: "+15550177", to: mine })).callId;

async function answered() {
	const call = await ring();
	await client.calls.actions.answer(call, {});
	await event(call, "call.answered");
	return call;
}

async function listen() {
	const server = http.createServer((request, response) => {
		const chunks = [];
		request.on("data", chunk => chunks.push(chunk));
		request.on("end", async () => {
			const body = Buffer.concat(chunks).toString();
			const { headers } = request;
			try {
				told.push({ body, headers, event: await client.webhooks.unwrap(body, { headers }) });
				response.writeHead(200).end();
			}
			catch (error) {
				console.error(`a webhook was refused: ${error}`);
				response.writeHead(401).end();
			}
		});
	});
	await new Promise(done => server.listen(0, "127.0.0.1", done));
	app = `http://127.0.0.1:${server.address().port}`;
	return server;
}

async function all(page) {
	const items = [];
	for await (const item of page) items.push(item);
	return items;
}

async function account() {
	const { data: voice } = await check("outboundVoiceProfiles.create", () => client.outboundVoiceProfiles.create({ name: "out" }));
	await check("outboundVoiceProfiles.list", async () => assert.equal((await all(client.outboundVoiceProfiles.list())).length, 1));
	await check("outboundVoiceProfiles.retrieve", async () => assert.equal((await client.outboundVoiceProfiles.retrieve(voice.id)).data.name, "out"));
	await check("outboundVoiceProfiles.update", async () => assert.equal((await client.outboundVoiceProfiles.update(voice.id, { name: "abroad" })).data.name, "abroad"));
	const made = await check("callControlApplications.create", () => client.callControlApplications.create(
		{ application_name: "desk", webhook_event_url: `${app}/calls`, webhook_api_version: "2", outbound: { outbound_voice_profile_id: voice.id } }));
	connection = made.data.id;
	await check("callControlApplications.retrieve", async () => assert.equal((await client.callControlApplications.retrieve(connection)).data.webhook_event_url, `${app}/calls`));
	await check("callControlApplications.update", async () => {
		await client.callControlApplications.update(connection, { application_name: "desks", webhook_event_url: `${app}/calls`, webhook_timeout_secs: 5 });
		assert.equal((await client.callControlApplications.retrieve(connection)).data.webhook_timeout_secs, 5);
	});
	await check("callControlApplications.list", async () => {
		const other = await client.callControlApplications.create({ application_name: "other", webhook_event_url: `${app}/other`, webhook_api_version: "2" });
		assert.deepEqual((await all(client.callControlApplications.list({ page_size: 1 }))).map(item => item.application_name), ["desks", "other"]);
		await check("callControlApplications.delete", () => client.callControlApplications.delete(other.data.id));
	});
	profile = (await check("messagingProfiles.create", () => client.messagingProfiles.create({ name: "texts", webhook_url: `${app}/texts`, whitelisted_destinations: ["US"] }))).data.id;
	await check("messagingProfiles.retrieve", async () => assert.equal((await client.messagingProfiles.retrieve(profile)).data.name, "texts"));
	await check("messagingProfiles.update", async () => assert.equal((await client.messagingProfiles.update(profile, { name: "text" })).data.name, "text"));
	await check("messagingProfiles.list", async () => assert.equal((await all(client.messagingProfiles.list())).length, 1));
	await check("messagingProfiles.delete", async () => {
		const other = await client.messagingProfiles.create({ name: "other", whitelisted_destinations: ["US"] });
		await client.messagingProfiles.delete(other.data.id);
		await assert.rejects(client.messagingProfiles.retrieve(other.data.id), { status: 404 });
	});
	await check("outboundVoiceProfiles.delete", async () => client.outboundVoiceProfiles.delete((await client.outboundVoiceProfiles.create({ name: "gone" })).data.id));
	await check("numberOrders.create", () => client.numberOrders.create({ phone_numbers: [{ phone_number: mine }, { phone_number: "+15550109" }] }));
	const [number, spare] = await check("phoneNumbers.list", () => all(client.phoneNumbers.list()));
	await check("phoneNumbers.retrieve", async () => assert.equal((await client.phoneNumbers.retrieve(number.id)).data.phone_number, mine));
	await check("phoneNumbers.update", async () => assert.equal((await client.phoneNumbers.update(number.id, { connection_id: connection })).data.connection_id, connection));
	await check("phoneNumbers.messaging.update", () => client.phoneNumbers.messaging.update(number.id, { messaging_profile_id: profile }));
	await check("phoneNumbers.messaging.retrieve", async () => assert.equal((await client.phoneNumbers.messaging.retrieve(number.id)).data.messaging_profile_id, profile));
	await check("phoneNumbers.delete", async () => {
		await client.phoneNumbers.delete(spare.id);
		assert.equal((await all(client.phoneNumbers.list({ filter: { phone_number: spare.phone_number } }))).length, 0);
	});
}

async function calls() {
	const actions = client.calls.actions;
	const rejected = await ring();
	await event(rejected, "call.initiated");
	await check("calls.actions.reject", () => actions.reject(rejected, { cause: "USER_BUSY" }));
	assert.equal((await event(rejected, "call.hangup")).payload.hangup_cause, "user_busy");
	const call = await ring();
	await check("calls.actions.answer", async () => {
		await actions.answer(call, { client_state: state("one") });
		assert.equal((await event(call, "call.answered")).payload.client_state, state("one"));
	});
	await check("calls.actions.speak", async () => {
		await actions.speak(call, { payload: "Hello.", voice: "female", language: "en-US", command_id: "speak-1" });
		await actions.speak(call, { payload: "Hello.", voice: "female", language: "en-US", command_id: "speak-1" });
		assert.equal((await event(call, "call.speak.ended")).payload.status, "completed");
		assert.equal((await phone(`calls/${call}`)).heard.length, 1);
	});
	await check("calls.actions.startPlayback", () => actions.startPlayback(call, { audio_url: file, loop: "infinity" }));
	await check("calls.actions.stopPlayback", async () => {
		await actions.stopPlayback(call, {});
		assert.equal((await event(call, "call.playback.ended")).payload.status, "cancelled");
	});
	await check("calls.actions.gather", () => actions.gather(call, { maximum_digits: 2, client_state: state("two") }));
	await check("calls.actions.stopGather", async () => {
		await actions.stopGather(call, {});
		assert.equal((await event(call, "call.gather.ended")).payload.status, "cancelled");
	});
	const other = await answered();
	await check("calls.actions.gatherUsingSpeak", async () => {
		await actions.gatherUsingSpeak(other, { payload: long, voice: "AWS.Polly.Joanna", maximum_digits: 1 });
		await phone(`calls/${other}/digits`, { digits: "7" });
		const { payload } = await event(other, "call.gather.ended");
		assert.deepEqual([payload.digits, payload.status], ["7", "valid"]);
	});
	const third = await answered();
	await check("calls.actions.gatherUsingAudio", async () => {
		await actions.gatherUsingAudio(third, { audio_url: file, maximum_digits: 1 });
		await phone(`calls/${third}/digits`, { digits: "8" });
		assert.equal((await event(third, "call.gather.ended")).payload.digits, "8");
	});
	await check("calls.actions.sendDtmf", () => actions.sendDtmf(call, { digits: "1w2" }));
	await check("calls.actions.updateClientState", async () => {
		await actions.updateClientState(call, { client_state: state("three") });
		assert.equal((await client.calls.retrieveStatus(call)).data.client_state, state("three"));
	});
	await check("calls.retrieveStatus", async () => assert.equal((await client.calls.retrieveStatus(call)).data.is_alive, true));
	await check("connections.listActiveCalls", async () => assert.deepEqual((await all(client.connections.listActiveCalls(connection))).map(item => item.call_control_id), [call, other, third]));
	await check("calls.actions.bridge", async () => {
		await actions.bridge(other, { call_control_id_to_bridge_with: third });
		await event(other, "call.bridged");
		await event(third, "call.bridged");
	});
	await check("calls.actions.transfer", async () => {
		await actions.transfer(call, { to: "+15550199" });
		await event(call, "call.bridged");
		assert.equal((await phone(`calls/${call}`)).connectedTo, "+15550199");
	});
	await check("calls.actions.hangup", async () => {
		await actions.hangup(call);
		const { payload } = await event(call, "call.hangup");
		assert.deepEqual([payload.hangup_cause, payload.sip_hangup_cause], ["normal_clearing", "200"]);
		await actions.hangup(other, {});
		await event(third, "call.hangup");
	});
	await check("calls.dial", async () => {
		const dialed = await client.calls.dial({ connection_id: connection, from: mine, to: "+15550198", client_state: state("out"), command_id: "dial-1" });
		const again = await client.calls.dial({ connection_id: connection, from: mine, to: "+15550198", client_state: state("out"), command_id: "dial-1" });
		assert.equal(again.data.call_control_id, dialed.data.call_control_id);
		assert.equal(dialed.data.is_alive, false);
		assert.equal((await event(dialed.data.call_control_id, "call.answered")).payload.client_state, state("out"));
		await client.calls.actions.hangup(dialed.data.call_control_id);
	});
	await check("callEvents.list", async () => {
		const { call_leg_id } = (await event(call, "call.answered")).payload;
		const names = (await all(client.callEvents.list({ filter: { leg_id: call_leg_id } }))).map(item => item.name);
		assert.deepEqual([names[0], names.at(-1)], ["call.initiated", "call.hangup"]);
	});
}

async function recordings() {
	const call = await answered();
	await check("calls.actions.startRecording", () => client.calls.actions.startRecording(call, { format: "wav", channels: "single", transcription: true }));
	await phone(`calls/${call}/say`, { text: "Good morning." });
	await client.calls.actions.startPlayback(call, { audio_url: file });
	await event(call, "call.playback.ended");
	await check("calls.actions.stopRecording", () => client.calls.actions.stopRecording(call, {}));
	const saved = await event(call, "call.recording.saved");
	assert.equal((await fetch(saved.payload.recording_urls.wav)).status, 200);
	const written = await event(call, "call.recording.transcription.saved");
	await check("recordingTranscriptions.retrieve", async () =>
		assert.equal((await client.recordingTranscriptions.retrieve(written.payload.recording_transcription_id)).data.transcription_text, "Good morning."));
	const id = saved.payload.recording_id;
	await check("recordings.list", async () => assert.deepEqual((await all(client.recordings.list())).map(item => item.id), [id]));
	await check("recordings.retrieve", async () => {
		const { data } = await client.recordings.retrieve(id);
		const answer = await fetch(data.download_urls.wav);
		assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "audio/wav"]);
	});
	await check("recordings.delete", async () => {
		await client.recordings.delete(id);
		await assert.rejects(client.recordings.retrieve(id), { status: 404 });
	});
	await client.calls.actions.hangup(call);
}

async function messages() {
	const sent = await check("messages.send", async () => {
		const { data } = await client.messages.send({ from: mine, to: "+15550171", text: "Hello" });
		assert.equal(data.to[0].status, "queued");
		assert.equal((await message(data.id, "message.sent")).payload.to[0].status, "sent");
		assert.equal((await message(data.id, "message.finalized")).payload.to[0].status, "delivered");
		return data;
	});
	await check("messages.retrieve", async () => assert.equal((await client.messages.retrieve(sent.id)).data.to[0].status, "delivered"));
	await check("messages.sendLongCode", () => client.messages.sendLongCode({ from: mine, to: "+15550171", text: "Hello" }));
	await check("messages.sendShortCode", () => client.messages.sendShortCode({ from: mine, to: "+15550171", text: "Hello" }));
	await check("message.received", async () => {
		const { messageId } = await phone("messages", { from: "+15550171", to: mine, text: "STOP" });
		assert.equal((await message(messageId, "message.received")).payload.autoresponse_type, "STOP");
		await assert.rejects(client.messages.send({ from: mine, to: "+15550171", text: "Hello" }), error => error.error.errors[0].code === "40300");
	});
}

async function signatures() {
	const { body, headers } = told[0];
	await check("webhooks.unwrap", async () => {
		assert.equal((await client.webhooks.unwrap(body, { headers })).data.id, JSON.parse(body).data.id);
		await assert.rejects(client.webhooks.unwrap(body.replace("call.", "cell."), { headers }), { name: "TelnyxWebhookVerificationError" });
		assert.ok(told.every(entry => entry.event.data.record_type === "event" && entry.event.meta.attempt === 1));
		assert.ok(told.length > 30, `${told.length}`);
	});
	await check("webhooks.unsafeUnwrap", async () => assert.equal(client.webhooks.unsafeUnwrap(body).meta.delivered_to, `${app}/calls`));
}

async function errors() {
	const rejects = (run, name, status, code) => assert.rejects(run, error => error.constructor.name === name && error.status === status && error.error.errors[0].code === code);
	await check("AuthenticationError", () => rejects(new Telnyx({ apiKey: "KEY-wrong", baseURL: `${base}/v2`, maxRetries: 0 }).calls.retrieveStatus("x"), "AuthenticationError", 401, "10009"));
	await check("NotFoundError", () => rejects(client.messages.retrieve("nothing"), "NotFoundError", 404, "10005"));
	await check("UnprocessableEntityError", async () => {
		await rejects(client.calls.actions.hangup("v3:nobody"), "UnprocessableEntityError", 422, "90015");
		const call = await ring();
		await rejects(client.calls.actions.speak(call, { payload: "Hello.", voice: "AWS.Polly.Joanna" }), "UnprocessableEntityError", 422, "90034");
		await phone(`calls/${call}/hangup`, {});
		await rejects(client.calls.actions.answer(call, {}), "UnprocessableEntityError", 422, "90018");
		await rejects(client.calls.dial({ connection_id: connection, from: mine, to: "12" }), "UnprocessableEntityError", 422, "10016");
	});
	await check("RateLimitError", async () => {
		await phone("faults", { fault: "error", path: "/calls", status: 429, count: 1 });
		await rejects(client.calls.dial({ connection_id: connection, from: mine, to: "+15550198" }), "RateLimitError", 429, "10011");
	});
	await check("InternalServerError", () => rejects(client.conferences.create({ call_control_id: "x", name: "room" }), "InternalServerError", 501, "not-simulated"));
}

(async () => {
	const { apiKey, publicKey } = await phone("account");
	client = new Telnyx({ apiKey, publicKey, baseURL: `${base}/v2`, maxRetries: 0 });
	await listen();
	for (const part of [account, calls, recordings, messages, signatures, errors]) await part();
	// Idle connections would keep the program alive for minutes.
	process.exit();
})();
