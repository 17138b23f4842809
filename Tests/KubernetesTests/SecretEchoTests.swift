import HTTP
import Synchronization
import Testing
import Value

@testable import Kubernetes

/// What servers and webhooks repeat of a Secret that they refuse; no value of it may be left.
@Suite struct SecretEchoTests {
    private static let sent: Value = [
        "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "keys", "namespace": "apps"],
        "stringData": [
            "pw": "topsecret99", "n": 5, "id": 123456789, "pin": "a7", "pem": "-----BEGIN-----\n  abcdefgh]}\n",
            "app": "keys",
        ],
        "data": ["token": "aHVudGVyMjI="],
    ]

    private static let messages: [(String, String)] = [
        // A strategic patch, which prints what was sent.
        (
            #" "" is invalid: patch: Invalid value: "map[apiVersion:v1 kind:Secret stringData:map[false:5 pw:topsecret99]]": "#
                + "cannot convert int64 to string",
            #" "" is invalid: patch: Invalid value: "map[(hidden)]": cannot convert int64 to string"#
        ),
        // Cut off, which leaves half a value.
        (#"Invalid value: "map[stringData:map[pw:topsec"#, #"Invalid value: "map[(hidden)"#),
        (#"cannot patch {"data":{"pw":"tops]}"}}: no"#, #"cannot patch {(hidden)}: no"#),
        // What old decoders say.
        (
            #"v1.Secret.StringData: ReadString: expects " or n, but found 5, error found in #10 byte of ...|tops|..., "#
                + "bigger context ...|topsecr|...",
            #"v1.Secret.StringData: ReadString: expects " or n, but found (hidden)"#
        ),
        (
            "Secret.Data: illegal base64 data at input byte 4, error found in #10 byte of ...|topsec|...",
            "Secret.Data: illegal base64 data at input byte 4, error found in #(hidden)"
        ),
        (
            "failed to create typed patch object (apps/keys; /v1, Kind=Secret): errors:\n"
                + "  .stringData.n: expected string, got &value.valueUnstructured{Value:5}\n"
                + "  .stringData.id: expected string, got &value.valueUnstructured{Value:1.23456789e+08}\n"
                + "  .foo: field not declared in schema",
            "failed to create typed patch object (apps/keys; /v1, Kind=Secret): errors:\n"
                + "  .stringData.n: expected string, got (hidden)\n  .stringData.id: expected string, got (hidden)\n"
                + "  .foo: field not declared in schema"
        ),
        // Webhooks say what they like.
        (
            #"admission webhook "w" denied the request: topsecret99 of keys is weak, so are "a7" and hunter22, a7 of apps"#,
            #"admission webhook "w" denied the request: (hidden) of keys is weak, so are "(hidden)" and (hidden), a7 of apps"#
        ),
        ("denied: dG9wc2VjcmV0OTk= and aHVudGVyMjI= and abcdefgh]}", "denied: (hidden) and (hidden) and (hidden)"),
        (#"denied: -----BEGIN-----\n  abcdefgh]}\n"#, "denied: (hidden)"),
        // What is no value stays.
        (
            #"Secret "keys" is invalid: data[a/b]: Invalid value: "a/b": a valid config key must consist of letters"#,
            #"Secret "keys" is invalid: data[a/b]: Invalid value: "a/b": a valid config key must consist of letters"#
        ),
        (
            "Secret in version \"v1\" cannot be handled as a Secret: json: cannot unmarshal number into Go struct field "
                + "Secret.stringData of type string",
            "Secret in version \"v1\" cannot be handled as a Secret: json: cannot unmarshal number into Go struct field "
                + "Secret.stringData of type string"
        ),
    ]

    @Test(arguments: messages)
    func noValueIsLeftAndTheReasonStays(_ message: String, _ expected: String) {
        #expect(SecretEcho(Self.sent, names: ["keys", "apps"]).hidden(message) == expected)
    }

    @Test(arguments: [
        ([["op": "add", "path": "/data/pw", "value": "dG9wc2VjcmV0OTk="]] as Value, "no (hidden), no (hidden)"),
        ([["op": "add", "path": "/stringData", "value": ["a": "topsecret99"]]] as Value, "no (hidden), no (hidden)"),
        // Whose the fields are is no secret.
        (
            [["op": "replace", "path": "/metadata/labels", "value": ["a": "topsecret99"]]] as Value,
            "no topsecret99, no dG9wc2VjcmV0OTk="
        ),
        (["stringData": "topsecret99"] as Value, "no (hidden), no (hidden)"),
        (Value.null, "no topsecret99, no dG9wc2VjcmV0OTk="),
    ])
    func patchesHoldValuesToo(_ sent: Value, _ expected: String) {
        #expect(SecretEcho(sent).hidden("no topsecret99, no dG9wc2VjcmV0OTk=") == expected)
    }

    @Test func onlyWritesOfSecretsAreLookedAt() throws {
        var call = try APICall(.put, verb: "update", .secrets, namespace: "apps", name: "keys")
        #expect(SecretEcho(call) == nil)
        call.body = Self.sent.jsonBytes()
        #expect(SecretEcho(call) != nil)
        var other = try APICall(.put, verb: "update", .configMaps, namespace: "apps", name: "keys")
        other.body = call.body
        #expect(SecretEcho(other) == nil)
    }

    /// Whatever asks the server gets its words without them: the error, its causes and warnings.
    @Test func theClientKeepsTheServersWordsWithoutValues() async throws {
        let echo = #"patch: Invalid value: "map[stringData:map[pw:topsecret99]]": cannot convert"#
        let status: Value = [
            "kind": "Status", "status": "Failure", "reason": "Invalid", "code": 422, "message": .string(echo),
            "details": [
                "name": "keys",
                "causes": [["reason": "FieldValueInvalid", "field": "patch", "message": .string("is topsecret99")]],
            ],
        ]
        let warnings = Mutex<[String]>([])
        let transport = ScriptedTransport([
            .response(422, ["Warning": #"299 - "topsecret99 is weak""#], status.json())
        ])
        let client = try KubernetesClient.scripted(
            transport, onWarning: { warning in warnings.withLock { $0.append(warning.text) } })
        let error = try await #require(throws: KubernetesError.self) {
            try await client.patch(.secrets, "keys", namespace: "apps", with: .strategic(Self.sent))
        }
        #expect(error.code == .invalid)
        #expect(error.message == #"patch: Invalid value: "map[(hidden)]": cannot convert"#)
        #expect(error.causes.map(\.message) == ["is (hidden)"])
        #expect(!error.status.json().contains("topsecret99"))
        #expect(warnings.withLock { $0 } == ["(hidden) is weak"])
    }
}
