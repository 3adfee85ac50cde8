// Calls every method of Bandwidth's own V1 client, unmodified, against a simulator: BASE_URL is the simulator's address,
// APP_URL an address that takes callbacks. Prints one JSON line for each method: {method, error?}.
"use strict";
const assert = require("node:assert/strict");
const Bandwidth = require("node-bandwidth");
const base = process.env.BASE_URL.replace(/\/$/, "");
const app = process.env.APP_URL;
const client = new Bandwidth({ userId: "u-simulator", apiToken: "t-simulator", apiSecret: "s-simulator", baseUrl: base });
const long = "This sentence is long enough to be stopped before it ends. ".repeat(10);
const file = `${base}/v1/users/u-simulator/media/hello.wav`;
const mine = "+19195550100";

// So many seconds of silence: 8 kHz, 16 bits, mono.
function wav(seconds) {
	const data = seconds * 16000;
	const made = Buffer.alloc(44 + data);
	made.write("RIFF", 0);
	made.writeUInt32LE(36 + data, 4);
	made.write("WAVEfmt ", 8);
	for (const [at, value] of [[16, 16], [24, 8000], [28, 16000], [40, data]]) made.writeUInt32LE(value, at);
	for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]]) made.writeUInt16LE(value, at);
	made.write("data", 36);
	return made;
}

async function check(method, run) {
	try {
		const result = await run();
		console.log(JSON.stringify({ method }));
		return result;
	}
	catch (error) {
		console.log(JSON.stringify({ method, error: `${error.statusCode || ""} ${error.stack || error}` }));
	}
}

async function phone(path, body) {
	const answer = await fetch(`${base}/sim/${path}`, { method: "POST", body: JSON.stringify(body || {}) });
	assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
	return answer.headers.get("content-length") === "0" ? {} : answer.json();
}

async function until(look, met) {
	for (;;) {
		const seen = await look();
		if (met(seen)) return seen;
	}
}

const ring = async () => (await phone("calls", { from: "+15550177", to: mine })).callId;

async function account() {
	const made = await check("Application.create", () => client.Application.create({ name: "mine", incomingCallUrl: `${app}/in`, autoAnswer: false }));
	await check("Application.get", async () => assert.equal((await client.Application.get(made.id)).name, "mine"));
	await check("Application.update", async () => {
		await client.Application.update(made.id, { name: "ours", autoAnswer: true });
		assert.equal((await client.Application.get(made.id)).autoAnswer, true);
	});
	await check("Application.list", async () => {
		await client.Application.create({ name: "other", incomingMessageUrl: `${app}/text` });
		const first = await client.Application.list({ size: 1 });
		assert.ok(first.hasNextPage);
		assert.equal((await first.getNextPage()).applications[0].name, "other");
	});
	await check("Application.delete", async () => {
		const gone = await client.Application.create({ name: "gone", incomingCallUrl: `${app}/in` });
		await client.Application.delete(gone.id);
		await assert.rejects(client.Application.get(gone.id), { name: "UnexpectedResponseError", statusCode: 404 });
	});
	const number = await check("PhoneNumber.create", () => client.PhoneNumber.create({ number: mine, name: "desk" }));
	await check("PhoneNumber.update", async () => {
		await client.PhoneNumber.update(number.id, { applicationId: made.id });
		assert.equal((await client.PhoneNumber.get(number.id)).applicationId, made.id);
	});
	await check("PhoneNumber.get", async () => assert.equal((await client.PhoneNumber.get(mine)).id, number.id));
	await check("PhoneNumber.list", async () => assert.deepEqual((await client.PhoneNumber.list({ applicationId: made.id })).phoneNumbers.map(item => item.number), [mine]));
	await check("AvailableNumber.search", async () => assert.equal((await client.AvailableNumber.search("local", { areaCode: 919, quantity: 2 })).length, 2));
	const ordered = await check("AvailableNumber.searchAndOrder", () => client.AvailableNumber.searchAndOrder("tollFree", { quantity: 1 }));
	await check("PhoneNumber.delete", async () => {
		await client.PhoneNumber.delete(ordered[0].id);
		await assert.rejects(client.PhoneNumber.get(ordered[0].id), { statusCode: 404 });
	});
	await check("NumberInfo.get", async () => assert.equal((await client.NumberInfo.get(mine)).name, "desk"));
	await check("Account.get", async () => assert.match((await client.Account.get()).balance, /^\d+\.\d+$/));
	await check("Account.getTransactions", async () => {
		const first = await client.Account.getTransactions({ size: 1 });
		assert.ok(first.hasNextPage);
		assert.equal((await first.getNextPage()).transactions.length, 1);
	});
}

async function media() {
	await check("Media.upload", () => client.Media.upload("greeting/hello.txt", Buffer.from("Hello there"), "text/plain"));
	await check("Media.list", async () => assert.equal((await client.Media.list())[0].mediaName, "greeting/hello.txt"));
	await check("Media.download", async () => assert.deepEqual(await client.Media.download("greeting/hello.txt"), { contentType: "text/plain", content: "Hello there" }));
	await check("Media.delete", async () => {
		await client.Media.delete("greeting/hello.txt");
		assert.equal((await client.Media.list()).length, 0);
	});
	await client.Media.upload("hello.wav", wav(3), "audio/wav");
}

async function messages() {
	const sent = await check("Message.send", () => client.Message.send({ from: mine, to: "+15557000", text: "One" }));
	await check("Message.sendMultiple", async () => {
		const results = await client.Message.sendMultiple([{ from: mine, to: "+15557000", text: "Two" }, { from: mine, to: "+15557000" }]);
		assert.deepEqual(results.map(item => item.result), ["accepted", "failed"]);
	});
	await check("Message.get", async () => assert.equal((await client.Message.get(sent.id)).text, "One"));
	await check("Message.patch", async () => {
		await client.Message.patch(sent.id, { text: "" });
		assert.equal((await client.Message.get(sent.id)).text, "");
	});
	await check("Message.list", async () => {
		const first = await client.Message.list({ size: 1 });
		assert.equal(first.messages[0].text, "Two");
		assert.ok(first.hasNextPage);
		assert.equal((await first.getNextPage()).messages[0].id, sent.id);
	});
}

async function calls() {
	await phone("phones", { number: "+15557000", manual: true });
	const made = await check("Call.create", () => client.Call.create({ from: mine, to: "+15557000", callbackUrl: `${app}/out` }));
	await check("Call.get", async () => assert.equal((await client.Call.get(made.id)).state, "started"));
	await check("Call.list", async () => assert.ok((await client.Call.list({ size: 5 })).some(call => call.id === made.id)));
	await phone(`calls/${made.id}/answer`);
	await check("Call.speakSentence", () => client.Call.speakSentence(made.id, long));
	await check("Call.stopSpeaking", () => client.Call.stopSpeaking(made.id));
	await check("Call.playAudioFile", () => client.Call.playAudioFile(made.id, file));
	await check("Call.playAudioAdvanced", () => client.Call.playAudioAdvanced(made.id, { fileUrl: file, loopEnabled: true, tag: "music" }));
	await check("Call.stopAudioFilePlayback", () => client.Call.stopAudioFilePlayback(made.id));
	await check("Call.sendDtmf", () => client.Call.sendDtmf(made.id, "12w#"));
	const gather = await check("Call.createGather", () => client.Call.createGather(made.id, { maxDigits: "2", interDigitTimeout: "30", prompt: { sentence: "Two digits." } }));
	await check("Call.getGather", async () => assert.equal((await client.Call.getGather(made.id, gather.id)).state, "started"));
	await check("Call.completeGather", async () => {
		await client.Call.completeGather(made.id, gather.id);
		assert.equal((await client.Call.getGather(made.id, gather.id)).state, "completed");
	});
	await check("Call.setMaxRecordingDuration", async () => {
		await client.Call.setMaxRecordingDuration(made.id, 90);
		assert.equal((await client.Call.get(made.id)).recordingMaxDuration, 90);
	});
	await check("Call.enableRecording", () => client.Call.enableRecording(made.id));
	await client.Call.speakSentence(made.id, "Recorded words.");
	await phone(`calls/${made.id}/say`, { text: "An answer." });
	await check("Call.disableRecording", () => client.Call.disableRecording(made.id));
	const [recording] = await check("Call.getRecordings", () => until(() => client.Call.getRecordings(made.id), list => list.length === 1 && list[0].state === "complete"));
	await check("Recording.list", async () => assert.equal((await client.Recording.list({}))[0].id, recording.id));
	await check("Recording.get", async () => assert.match((await client.Recording.get(recording.id)).media, /-1\.wav$/));
	const written = await check("Recording.createTranscription", () => client.Recording.createTranscription(recording.id));
	await check("Recording.getTranscription", () => until(() => client.Recording.getTranscription(recording.id, written.id), found => found.state === "completed"));
	await check("Recording.getTranscriptions", async () => assert.equal((await client.Recording.getTranscriptions(recording.id))[0].id, written.id));
	await check("Call.getTranscriptions", async () => assert.equal((await client.Call.getTranscriptions(made.id)).length, 1));
	const events = await check("Call.getEvents", () => client.Call.getEvents(made.id));
	await check("Call.getEvent", async () => assert.equal((await client.Call.getEvent(made.id, events[0].id)).name, "create"));
	await check("Call.transfer", async () => {
		const leg = await client.Call.transfer(made.id, { transferTo: "+15550191", whisperAudio: { sentence: "A call." } });
		assert.equal((await client.Call.get(leg.id)).state, "started");
		await client.Call.hangup(leg.id);
	});
	await check("Call.update", async () => {
		await client.Call.update(made.id, { state: "completed" });
		assert.equal((await client.Call.get(made.id)).state, "completed");
	});
	await check("Call.hangup", async () => {
		const call = await ring();
		await client.Call.hangup(call);
		assert.equal((await client.Call.get(call)).state, "completed");
	});
	const { applications: [application] } = await client.Application.list();
	await client.Application.update(application.id, { autoAnswer: false });
	await check("Call.answer", async () => {
		const call = await ring();
		await client.Call.answer(call);
		assert.equal((await client.Call.get(call)).state, "active");
	});
	await check("Call.reject", async () => {
		const call = await ring();
		await client.Call.reject(call);
		assert.equal((await client.Call.get(call)).state, "rejected");
	});
	await client.Application.update(application.id, { autoAnswer: true });
}

async function conferences() {
	const room = await check("Conference.create", () => client.Conference.create({ from: mine, callbackUrl: `${app}/conference` }));
	await check("Conference.get", async () => assert.equal((await client.Conference.get(room.id)).state, "created"));
	const call = await ring();
	const member = await check("Conference.createMember", () => client.Conference.createMember(room.id, { callId: call, joinTone: true }));
	await check("Conference.getMember", async () => assert.equal((await client.Conference.getMember(room.id, member.id)).state, "active"));
	await check("Conference.getMembers", async () => assert.equal((await client.Conference.getMembers(room.id)).length, 1));
	await check("Conference.updateMember", async () => {
		await client.Conference.updateMember(room.id, member.id, { mute: true });
		assert.equal((await client.Conference.getMember(room.id, member.id)).mute, true);
	});
	await check("Conference.speakSentenceToMember", () => client.Conference.speakSentenceToMember(room.id, member.id, "Psst."));
	await check("Conference.playAudioFileToMember", () => client.Conference.playAudioFileToMember(room.id, member.id, file));
	await check("Conference.playAudioAdvancedToMember", () => client.Conference.playAudioAdvancedToMember(room.id, member.id, { fileUrl: file, loopEnabled: true }));
	await check("Conference.speakSentence", () => client.Conference.speakSentence(room.id, long));
	await check("Conference.stopSpeaking", () => client.Conference.stopSpeaking(room.id));
	await check("Conference.playAudioFile", () => client.Conference.playAudioFile(room.id, file));
	await check("Conference.playAudioAdvanced", () => client.Conference.playAudioAdvanced(room.id, { fileUrl: file, loopEnabled: true }));
	await check("Conference.stopAudioFilePlayback", () => client.Conference.stopAudioFilePlayback(room.id));
	await check("Conference.update", async () => {
		await client.Conference.update(room.id, { mute: true });
		assert.equal((await client.Conference.get(room.id)).mute, true);
	});
	await check("Conference.removeMember", async () => {
		const other = await client.Conference.createMember(room.id, { callId: await ring() });
		await client.Conference.removeMember(room.id, other.id);
		assert.equal((await client.Conference.getMember(room.id, other.id)).state, "completed");
	});
	await check("Conference.remove", async () => {
		await client.Conference.remove(room.id);
		assert.equal((await client.Conference.get(room.id)).state, "completed");
		assert.equal((await client.Call.get(call)).state, "completed");
	});
}

async function bridges() {
	const callIds = [await ring(), await ring()];
	const bridge = await check("Bridge.create", () => client.Bridge.create({ bridgeAudio: true, callIds }));
	await check("Bridge.get", async () => assert.equal((await client.Bridge.get(bridge.id)).state, "active"));
	await check("Bridge.list", async () => {
		await client.Bridge.create({});
		const first = await client.Bridge.list({ size: 1 });
		assert.ok(first.hasNextPage);
		assert.equal((await first.getNextPage()).bridges[0].id, bridge.id);
	});
	await check("Bridge.getCalls", async () => assert.deepEqual((await client.Bridge.getCalls(bridge.id)).map(call => call.id), callIds));
	await check("Bridge.speakSentence", () => client.Bridge.speakSentence(bridge.id, long));
	await check("Bridge.stopSpeaking", () => client.Bridge.stopSpeaking(bridge.id));
	await check("Bridge.playAudioFile", () => client.Bridge.playAudioFile(bridge.id, file));
	await check("Bridge.playAudioAdvanced", () => client.Bridge.playAudioAdvanced(bridge.id, { fileUrl: file, loopEnabled: true }));
	await check("Bridge.stopAudioFilePlayback", () => client.Bridge.stopAudioFilePlayback(bridge.id));
	await check("Bridge.update", async () => {
		await client.Bridge.update(bridge.id, { callIds: [] });
		assert.equal((await client.Bridge.get(bridge.id)).state, "completed");
	});
}

async function sip() {
	const domain = await check("Domain.create", () => client.Domain.create({ name: "acme", description: "Acme" }));
	await check("Domain.list", async () => {
		await client.Domain.create({ name: "other" });
		const first = await client.Domain.list({ size: 1 });
		assert.ok(first.hasNextPage);
		assert.equal((await first.getNextPage()).domains[0].name, "other");
	});
	const endpoint = await check("Endpoint.create", () => client.Endpoint.create(domain.id, { name: "bob", credentials: { password: "secret1" } }));
	await check("Endpoint.get", async () => assert.match((await client.Endpoint.get(domain.id, endpoint.id)).sipUri, /^bob@acme\./));
	await check("Endpoint.list", async () => assert.equal((await client.Endpoint.list(domain.id)).endpoints.length, 1));
	await check("Endpoint.update", async () => {
		await client.Endpoint.update(domain.id, endpoint.id, { enabled: false });
		assert.equal((await client.Endpoint.get(domain.id, endpoint.id)).enabled, false);
	});
	await check("Endpoint.createAuthToken", async () => assert.equal((await client.Endpoint.createAuthToken(domain.id, endpoint.id, { expires: 60 })).expires, 60));
	await check("Endpoint.delete", async () => {
		await client.Endpoint.delete(domain.id, endpoint.id);
		await assert.rejects(client.Endpoint.get(domain.id, endpoint.id), { statusCode: 404 });
	});
	await check("Domain.delete", () => client.Domain.delete(domain.id));
}

async function errors() {
	const list = await check("Error.list", async () => {
		const found = await client.Error.list({ size: 2 });
		assert.equal(found.errors.length, 2);
		assert.ok(found.hasNextPage);
		return found.errors;
	});
	await check("Error.get", async () => assert.equal((await client.Error.get(list[0].id)).code, list[0].code));
	await check("RateLimitError", async () => {
		await phone("faults", { fault: "error", path: "/account", status: 429, count: 1 });
		await assert.rejects(client.Account.get(), error => error.name === "RateLimitError" && /^\d{13}$/.test(error.limitReset));
	});
	await check("UnexpectedResponseError", () => assert.rejects(client.Call.get("c-nobody"), { name: "UnexpectedResponseError", statusCode: 404, message: "The call c-nobody could not be found." }));
}

(async () => {
	for (const part of [account, media, messages, calls, conferences, bridges, sip, errors]) await part();
})();
