import Testing
import Value
import YAML

@testable import Releases

/// Objects as they may be handed on.
@Suite struct RedactionTests {
    private func redacted(_ yaml: String) throws -> Value {
        Redaction.object(try YAML.decode(yaml, file: "object"))
    }

    @Test func aSecretKeepsItsKeysAndTheHashesOfItsValues() throws {
        let value = try redacted(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: token
              annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"data": {"a": "c2VjcmV0"}}', note: kept}
              managedFields: [{manager: helm}]
            data: {password: c2VjcmV0}
            stringData: {other: secret}
            """)
        #expect(value["data"]?["password"] == "(6 bytes, sha256 2bb80d53…)")
        // The same value has the same hash, however it is spelt.
        #expect(value["stringData"]?["other"] == value["data"]?["password"])
        #expect(value["metadata"]?["name"] == "token")
        #expect(value["metadata"]?["annotations"]?["note"] == "kept")
        #expect(value["metadata"]?["managedFields"] == nil)
        let text = value.json()
        #expect(!text.contains("c2VjcmV0"), "\(text)")
    }

    @Test func secretsOfAListAreHashedToo() throws {
        let value = try redacted(
            "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Secret, data: {a: c2VjcmV0}}]\n")
        #expect(value["items"]?[0]?["data"]?["a"]?.string?.contains("sha256") == true)
    }

    @Test func environmentAndArgumentsAreMaskedByTheirNames() throws {
        let value = try redacted(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              imagePullSecrets: [{name: pull-secret}]
              automountServiceAccountToken: true
              tolerations: [{key: nvidia.com/gpu, operator: Exists}]
              containers:
              - name: main
                args: [--token, abc, --port, "1", --hf-token=xyz, --api-key, --verbose]
                command: [sh, -c, "curl -H 'Authorization: Bearer abcdefghij'"]
                env:
                - {name: HF_TOKEN, value: plain}
                - {name: POSTGRES_PASSWORD, value: plain}
                - {name: MODEL, value: Qwen/Qwen3}
                - {name: API_KEY, valueFrom: {secretKeyRef: {name: hf, key: token}}}
                volumeMounts: [{name: tls-secret, mountPath: /etc/token}]
            """)
        let container = try #require(value["spec"]?["containers"]?[0])
        #expect(
            container["args"] == [
                "--token", "(masked)", "--port", "1", "--hf-token=(masked)", "--api-key", "--verbose",
            ])
        #expect(container["command"]?[2] == "curl -H 'Authorization: (masked)'")
        #expect((container["env"]?.array ?? []).map { $0["value"] } == ["(masked)", "(masked)", "Qwen/Qwen3", nil])
        #expect(container["env"]?[3]?["valueFrom"]?["secretKeyRef"] == ["name": "hf", "key": "token"])
        #expect(container["volumeMounts"]?[0] == ["name": "tls-secret", "mountPath": "/etc/token"])
        #expect(value["spec"]?["imagePullSecrets"]?[0]?["name"] == "pull-secret")
        #expect(value["spec"]?["automountServiceAccountToken"] == true)
        #expect(value["spec"]?["tolerations"]?[0]?["key"] == "nvidia.com/gpu")
    }

    @Test func fieldsAndTextsOfOtherKindsAreMaskedByTheirNames() throws {
        let value = try redacted(
            """
            apiVersion: example.com/v1
            kind: Model
            metadata: {name: m}
            spec:
              accessKey: plain
              auth: {password: plain, secretName: kept, tokenPath: /var/token}
            data:
              DB_PASSWORD: plain
              app.conf: |
                host = db
                password = plain
            """)
        #expect(value["spec"]?["accessKey"] == "(masked)")
        #expect(value["spec"]?["auth"] == ["password": "(masked)", "secretName": "kept", "tokenPath": "/var/token"])
        #expect(value["data"]?["DB_PASSWORD"] == "(masked)")
        #expect(value["data"]?["app.conf"] == "host = db\npassword = (masked)")
    }

    /// What slips through a search for a few names.
    @Test func secretsThatAreNamedInOtherWaysAreMaskedToo() throws {
        let value = try redacted(
            """
            apiVersion: example.com/v1
            kind: Model
            metadata:
              name: m
              annotations: {note: "password=plain1, and more"}
            spec:
              password: 12345678
              maxTokens: 512
              tokenizer: Qwen/Qwen3
              clientKeyData: plain2
              tls.key: plain3
              redisPass: plain4
              bypass: cache
              passwords: [plain5, {name: kept}]
              pwd: ", sha256 plain6"
              settings: [{key: DB_PASS, value: plain7}, {key: nvidia.com/gpu, value: kept}]
              url: postgres://me:plain8@db/x
              args: [--requirepass, plain9, -u, "me:plain10", -u, "1000", --user, root]
              env: [{name: DATABASE_DSN, value: plain11}, {name: SESSION_COOKIE, value: plain12}]
            """)
        let text = value.json()
        for number in 1...12 { #expect(!text.contains("plain\(number)"), "plain\(number): \(text)") }
        let spec = try #require(value["spec"])
        #expect(spec["password"] == "(masked)" && spec["maxTokens"] == 512 && spec["tokenizer"] == "Qwen/Qwen3")
        #expect(spec["bypass"] == "cache" && spec["passwords"]?[1] == ["name": "kept"])
        #expect(spec["settings"]?[1]?["value"] == "kept")
        #expect(spec["args"] == ["--requirepass", "(masked)", "-u", "(masked)", "-u", "1000", "--user", "root"])
        #expect(spec["url"] == "postgres://(masked)@db/x")
    }

    @Test func nothingElseIsChanged() throws {
        let text =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {x: y}}\ndata: {n: \"1\", list: \"a b\"}\n"
        #expect(try redacted(text) == YAML.decode(text, file: "object"))
    }
}
