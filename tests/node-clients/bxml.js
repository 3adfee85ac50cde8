// Prints a document with every verb that Bandwidth's own client writes. APP_URL is where its events go.
"use strict";
const { BXMLResponse } = require("node-bandwidth");
const app = process.env.APP_URL;
const response = new BXMLResponse();
console.log(response
	.speakSentence("Welcome & hello.", { gender: "male", voice: "paul" })
	.playAudio("http://media.example.com/jingle.mp3")
	.pause({ length: 2 })
	.sendDtmf("1w2")
	.gather({ requestUrl: `${app}/gathered`, maxDigits: 1, interDigitTimeout: 1 }, () => response.speakSentence("Press a key, or none."))
	.record({ requestUrl: `${app}/recorded`, silenceTimeout: 1, maxDuration: 10 })
	.transfer({ transferTo: "+15550190", callTimeout: 5 }, () => response.phoneNumber("+15550192"))
	.redirect({ requestUrl: `${app}/next`, requestUrlTimeout: 5000 })
	.hangup()
	.toString());
