import Commands
import HTTP
import Kubernetes
import Sandbox
import Settings
import Testing
import Value

/// Settings that a cluster keeps for everyone, and the commands that take them.
@Suite(.timeLimit(.minutes(3)))
struct ConfigCommandTests {
    private static let mark = "(simulated cluster: no container runs and no model answers)\n"

    /// Who may do everything, in a context that names a namespace; and who may not read settings.
    private static let users = [
        SandboxUser(name: "second", token: "second", rules: nil),
        SandboxUser(
            name: "tina", token: "tina",
            rules: [
                .init(
                    apiGroups: ["*"],
                    resources: ["dynamographdeployments", "deployments", "pods", "events", "secrets", "services"],
                    verbs: ["get", "list", "watch", "create", "patch", "update", "delete"], namespaces: ["models"])
            ]),
    ]

    private func with(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with(users: Self.users) { try await body($0) }
    }

    private static func write(_ text: Value, _ cluster: SimulatedCluster, in namespace: String = "groundcrew")
        async throws
    {
        _ = try await cluster.client.create(["metadata": ["name": .string(namespace)]], as: .namespaces)
        _ = try await cluster.client.create(
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(SettingsStore.name)],
                "data": ["config.json": text],
            ], as: .configMaps, namespace: namespace)
    }

    private static func stored(_ cluster: SimulatedCluster, in namespace: String = "groundcrew") async throws -> Value?
    {
        try await cluster.client.getIfPresent(.configMaps, SettingsStore.name, namespace: namespace)?["data"]?[
            "config.json"]
    }

    // MARK: - The command itself

    @Test func fromNothingToNothing() async throws {
        try await with { cluster in
            let bare = await cluster.run("config list")
            #expect(bare.status == .done && bare.output.isEmpty)
            #expect(bare.errors == "nothing is set: there is no ConfigMap groundcrew/groundcrew-config\n\(Self.mark)")
            let none = await cluster.run("config get provider")
            #expect(none.status == .failed && none.output.isEmpty)
            #expect(
                none.errors.contains(
                    "groundcrew: provider is not set in ConfigMap groundcrew/groundcrew-config\n"
                        + "  next: groundcrew config set provider VALUE sets it\n"), "\(none.errors)")

            let set = await cluster.run("config set provider vllm")
            #expect(set.status == .done, "\(set.errors)")
            #expect(set.said == "provider is vllm\n  ConfigMap groundcrew/groundcrew-config: created\n")
            #expect(await cluster.run("config set provider vllm").said.hasSuffix("groundcrew-config: unchanged\n"))
            #expect(
                await cluster.run("config set provider dynamo").said
                    == "provider is dynamo, it was vllm\n  ConfigMap groundcrew/groundcrew-config: changed\n")
            #expect(await cluster.run("config set vllm.image.tag 1.10").status == .done)
            #expect(await cluster.run("config set vllm.resources.gpu 2").status == .done)
            // For programs: the value and nothing else.
            #expect(await cluster.run("config get provider").output == "dynamo\n")
            #expect(await cluster.run("config get vllm.resources").output == "{\"gpu\":2}\n")
            let list = await cluster.run("config ls")
            #expect(
                list.said == """
                    SETTING              VALUE
                    provider             dynamo
                    vllm.image.tag       1.10
                    vllm.resources.gpu   2

                    """, "\(list.output)")

            #expect(
                await cluster.run("config unset vllm.image.tag").said
                    == "vllm.image.tag is not set any more, it was 1.10\n"
                    + "  ConfigMap groundcrew/groundcrew-config: changed\n")
            #expect(await cluster.run("config unset vllm.image.tag").said.hasPrefix("vllm.image.tag was not set\n"))
            for key in ["provider", "vllm.resources.gpu"] {
                #expect(await cluster.run("config unset \(key)").status == .done)
            }
            let left = try await Self.stored(cluster)
            #expect(left == "{}\n")
            #expect(await cluster.run("config list").errors.hasPrefix("nothing is set in ConfigMap groundcrew/"))
        }
    }

    @Test func resultsAreDocuments() async throws {
        try await with { cluster in
            let empty = try await cluster.run("config list -o json").json
            #expect(empty["kind"] == "SettingList" && empty["exists"] == false)
            #expect(empty["settings"]?.array?.isEmpty == true)
            let set = try await cluster.run("config set vllm.replicas 2 -o json").json
            #expect(set["apiVersion"] == "groundcrew/v1" && set["kind"] == "SettingChange")
            #expect(set["key"] == "vllm.replicas" && set["change"] == "created")
            #expect(set["value"] == 2 && set["former"] == .null)
            #expect(set["keptIn"] == "ConfigMap groundcrew/groundcrew-config")
            let get = try await cluster.run("config get vllm.replicas -o yaml").yaml
            #expect(get["kind"] == "Setting" && get["value"] == 2)
            #expect(get["simulated"] == true)
            let list = try await cluster.run("config list -o yaml").yaml
            #expect(list["settings"] == [["key": "vllm.replicas", "value": 2]])
            #expect(list["exists"] == true)
            let unset = try await cluster.run("config unset vllm.replicas -o json").json
            #expect(unset["value"] == .null && unset["former"] == 2)
            #expect(unset["change"] == "changed")
        }
    }

    @Test func providersOfAFolderHaveSettingsAsTheBuiltInOnesHave() async throws {
        try await with { cluster in
            try GuideProvider.write(to: cluster.folder)
            #expect(await cluster.run("config set beacon.replicas 2 --charts charts").status == .done)
            #expect(await cluster.run("config get beacon.replicas --charts charts").output == "2\n")
            let list = await cluster.run("config list --charts charts")
            #expect(
                list.output.contains("beacon.replicas   2\n") && !list.errors.contains("note: "), "\(list.everything)")
            // Settings of what is not known here stay, and are told.
            let unknown = await cluster.run("config list")
            #expect(
                unknown.errors.contains(
                    "note: provider beacon is not known here; --charts DIR adds those of a folder\n"),
                "\(unknown.errors)")
            let misspelt = await cluster.run("config get becon.replicas --charts charts")
            #expect(misspelt.status == .failed)
            #expect(
                misspelt.errors.contains(
                    "  next: provider becon is not known here (did you mean 'beacon'?); --charts DIR adds those"),
                "\(misspelt.errors)")
            let unset = await cluster.run("config unset beacon.replicas --charts charts")
            #expect(unset.said.hasPrefix("beacon.replicas is not set any more, it was 2\n"), "\(unset.everything)")
            let again = await cluster.run("config unset beacon.replicas")
            #expect(again.status == .done && again.errors.contains("note: provider beacon is not known here"))
            #expect(await cluster.run("config list --charts missing").status == .usage)
        }
    }

    @Test func whatAProvidersPodsDoNotGetIsTold() async throws {
        try await with { cluster in
            #expect(await cluster.run("config set httpsProxy http://proxy.example.com:3128").status == .done)
            #expect(await cluster.run("config set caConfigMap ca").status == .done)
            let words = "proxies.https, caBundle.configMap of the settings do not reach its pods: KAITO has no place"
            let dry = await cluster.run("deploy Qwen/Qwen3-0.6B --provider kaito --name chat -n models --dry-run")
            #expect(dry.errors.contains("warning: models/chat: \(words)"), "\(dry.errors)")
            try cluster.folder.write(
                """
                apiVersion: groundcrew/v1
                kind: Bootstrap
                models: [{id: Qwen/Qwen3-0.6B, name: chat, namespace: models, provider: kaito}]

                """, to: "kaito.yaml")
            let plan = await cluster.run("bootstrap -f kaito.yaml --plan")
            #expect(plan.output.contains("           warning: \(words)"), "\(plan.everything)")
            let run = await cluster.run("bootstrap -f kaito.yaml --events plain")
            #expect(run.status == .done && run.errors.contains("chat: \(words)"), "\(run.everything)")
            let other = await cluster.run("deploy Qwen/Qwen3-0.6B --provider vllm -n models --dry-run")
            #expect(!other.errors.contains("do not reach"), "\(other.errors)")
        }
    }

    @Test func anotherNamespaceHoldsOtherSettings() async throws {
        try await with { cluster in
            #expect(await cluster.run("config set provider vllm --config-namespace other").status == .done)
            let standard = try await Self.stored(cluster)
            #expect(standard == nil)
            let named = try await Self.stored(cluster, in: "other")
            #expect(named != nil)
            #expect(await cluster.run("config get provider --config-namespace other").output == "vllm\n")
            let plain = await cluster.run("deploy Qwen/Qwen3-0.6B --dry-run")
            #expect(plain.errors.hasPrefix("llm-d with vllm: "), "\(plain.errors)")
            let other = await cluster.run("deploy Qwen/Qwen3-0.6B --dry-run --config-namespace other")
            #expect(other.errors.hasPrefix("vllm with vllm: "), "\(other.errors)")
        }
    }

    @Test(arguments: ["config list", "config get provider", "config set provider vllm", "config unset provider"])
    func whatIsNotJSONIsToldAndLeft(line: String) async throws {
        try await with { cluster in
            try await Self.write("provider: vllm", cluster)
            let run = await cluster.run(line)
            #expect(run.status == .usage && run.output.isEmpty)
            #expect(
                run.errors.contains(
                    "groundcrew: ConfigMap groundcrew/groundcrew-config, config.json: is not JSON: line 1, column 1: "),
                "\(run.errors)")
            #expect(run.errors.contains("  next: it was left as it is: "))
            #expect(try await Self.stored(cluster) == "provider: vllm")
        }
    }

    @Test(arguments: [
        ("config get providr", "there is no setting 'providr' (did you mean 'provider'?)"),
        ("config set provider dynamu", "(did you mean 'dynamo'?)"),
        ("config set vllm.replicas many", "vllm.replicas is"),
        ("config set hfTokenSecret hf_AbCdEf", "hfTokenSecret is not the name of a Secret"),
        ("config set vllm 1", "there is no setting 'vllm'"), ("config unset a[0].b", "is not the name of a setting"),
        ("config lst", "There is no command 'lst' of 'config' (did you mean 'list'?)"),
        ("config set provider", "Missing expected argument '<value>'"),
    ])
    func whatMakesNoSenseIsRefusedBeforeAClusterIsAsked(line: String, words: String) async {
        let run = await CommandRun.of(line)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(run.output.isEmpty && !run.errors.contains("AbCdEf"))
    }

    @Test func withoutRightsTheServerSaysWhy() async throws {
        try await with { cluster in
            let read = await cluster.run("config list --context tina")
            #expect(read.status == .undecided, "\(read.everything)")
            let write = await cluster.run("config set provider vllm --context restricted")
            #expect(write.status == .undecided)
            #expect(write.errors.contains("configmaps"), "\(write.errors)")
        }
    }

    @Test func everySandboxSaysThatItIsNew() async {
        let run = await CommandRun.of("config set provider vllm --sandbox")
        #expect(run.status == .done)
        #expect(run.errors.contains("every --sandbox is a new simulated cluster"))
    }

    // MARK: - Who takes them

    @Test func deployTakesWhatNobodySays() async throws {
        try await with { cluster in
            for line in ["provider vllm", "namespace team", "vllm.image.tag v9", "vllm.engine sglang"] {
                #expect(await cluster.run("config set \(line)").status == .done)
            }
            let taken = await cluster.run("deploy Qwen/Qwen3-0.6B --dry-run")
            #expect(taken.status == .done, "\(taken.errors)")
            #expect(taken.errors.hasPrefix("vllm with sglang: "), "\(taken.errors)")
            #expect(taken.output.contains(":v9") && taken.output.contains("namespace: team"), "\(taken.output)")

            let flags = await cluster.run("deploy Qwen/Qwen3-0.6B --dry-run --engine vllm --set image.tag=v8 -n mine")
            #expect(flags.errors.hasPrefix("vllm with vllm: "), "\(flags.errors)")
            #expect(flags.output.contains(":v8") && flags.output.contains("namespace: mine"), "\(flags.output)")
            let other = await cluster.run("deploy Qwen/Qwen3-0.6B --dry-run --provider dynamo")
            #expect(
                other.errors.hasPrefix("dynamo with vllm: ") && !other.output.contains(":v9"), "\(other.everything)")
            // A context that names a namespace is a choice, too.
            let second = await cluster.run("deploy Qwen/Qwen3-0.6B --dry-run --context second")
            #expect(second.output.contains("namespace: models"), "\(second.output)")

            let served = await cluster.run("deploy Qwen/Qwen3-0.6B -o json")
            #expect(served.status == .done, "\(served.errors)")
            let json = try served.json
            #expect(json["provider"] == "vllm" && json["namespace"] == "team")
        }
    }

    @Test func bootstrapTakesWhatTheFileLeavesOpen() async throws {
        try await with { cluster in
            for line in ["provider vllm", "namespace team", "vllm.replicas 2"] {
                #expect(await cluster.run("config set \(line)").status == .done)
            }
            try cluster.folder.write(
                """
                apiVersion: groundcrew/v1
                kind: Bootstrap
                models:
                  - {id: Qwen/Qwen3-0.6B, name: open}
                  - {id: Qwen/Qwen3-0.6B, name: said, namespace: models, provider: dynamo}

                """, to: "both.yaml")
            let plan = try await cluster.run("bootstrap -f both.yaml --plan -o json").json
            #expect(plan["models"]?.array?.map { $0["provider"] } == ["vllm", "dynamo"])
            #expect(plan["models"]?.array?.map { $0["namespace"] } == ["team", "models"])
            try cluster.folder.write(
                "apiVersion: groundcrew/v1\nkind: Bootstrap\nmodels: [{id: Qwen/Qwen3-0.6B}]\n", to: "one.yaml")
            let run = await cluster.run("bootstrap -f one.yaml -o json")
            #expect(run.status == .done, "\(run.errors)")
            let deployment = try #require(try run.json["deployments"]?[0])
            #expect(deployment["provider"] == "vllm" && deployment["namespace"] == "team")
            #expect(deployment["replicas"]?["ready"] == 2)
        }
    }

    @Test func aGatedModelGetsTheSettingsSecret() async throws {
        try await with { cluster in
            let without = await cluster.run("deploy meta-llama/Llama-3.2-1B-Instruct --dry-run")
            #expect(without.status == .failed && without.errors.contains("is gated"), "\(without.errors)")
            #expect(await cluster.run("config set hfTokenSecret team-token").status == .done)
            let with = await cluster.run("deploy meta-llama/Llama-3.2-1B-Instruct --dry-run")
            #expect(with.status == .done && with.output.contains("team-token"), "\(with.everything)")
            let open = await cluster.run("deploy Qwen/Qwen3-0.6B --dry-run")
            #expect(!open.output.contains("team-token"))
        }
    }

    @Test func whoMayNotReadThemGoesOnAndIsToldOnce() async throws {
        try await with { cluster in
            #expect(await cluster.run("config set provider vllm").status == .done)
            let note =
                "note: the settings in ConfigMap groundcrew/groundcrew-config are not seen: "
                + "the caller may not get configmaps there\n"
            let run = await cluster.run("deploy Qwen/Qwen3-0.6B --dry-run --context tina")
            #expect(run.status == .done, "\(run.errors)")
            #expect(run.errors.ranges(of: note).count == 1, "\(run.errors)")
            #expect(run.errors.contains("llm-d with vllm: "))
            let plan = await cluster.run("bootstrap -f cluster.yaml --plan --context tina")
            #expect(plan.errors.ranges(of: note).count == 1, "\(plan.errors)")
            // Nothing but records, where records were asked for.
            let records = await cluster.run("bootstrap -f cluster.yaml --plan --context tina --events ndjson")
            let lines = records.errors.split(separator: "\n").filter { $0.contains("note: the settings") }
            #expect(lines.count == 1 && lines.allSatisfy { $0.hasPrefix("{") }, "\(records.errors)")
        }
    }

    /// A wrong guess about settings would deploy to the wrong place; a plan only looks.
    @Test func settingsThatDoNotAnswerEndARunButNoPlan() async throws {
        try await with { cluster in
            let transport = Unreadable(inner: cluster.sandbox.transport)
            for line in ["deploy Qwen/Qwen3-0.6B", "bootstrap -f cluster.yaml"] {
                let run = await cluster.run(line, through: transport)
                #expect(run.status == .undecided, "\(line): \(run.everything)")
                #expect(run.errors.contains("groundcrew-config"), "\(run.errors)")
            }
            let releases = try await cluster.releases
            #expect(releases == [])
            let plan = await cluster.run("bootstrap -f cluster.yaml --plan", through: transport)
            #expect(plan.errors.contains("note: the settings in ConfigMap groundcrew/groundcrew-config are not seen: "))
            #expect(plan.output.contains("Qwen/Qwen3-0.6B as models/qwen3: install\n"), "\(plan.everything)")
        }
    }

    private struct Unreadable: HTTPTransport {
        let inner: SandboxTransport

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            guard request.url.contains("groundcrew-config") else { return try await inner.send(request) }
            throw HTTPError(.certificateNotTrusted, "the network is gone", url: request.url)
        }
    }

    @Test(arguments: ["deploy Qwen/Qwen3-0.6B", "deploy Qwen/Qwen3-0.6B --dry-run", "bootstrap -f one.yaml --plan"])
    func settingsThatCannotBeMeantEndACommand(line: String) async throws {
        try await with { cluster in
            try await Self.write(#"{"activeProviderId": "gone"}"#, cluster)
            try cluster.folder.write(
                "apiVersion: groundcrew/v1\nkind: Bootstrap\nmodels: [{id: Qwen/Qwen3-0.6B}]\n", to: "one.yaml")
            let ended = await cluster.run(line)
            #expect(ended.status == .usage && ended.output.isEmpty, "\(ended.everything)")
            #expect(
                ended.errors.contains("the settings name the provider 'gone', which is not known"), "\(ended.errors)")
        }
    }

    /// A sandbox has settings where its file brings them.
    @Test func aSandboxFileMayBringThem() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            apiVersion: groundcrew/v1
            kind: Sandbox
            gpuOperator: true
            nodes: [{name: gpu-0, gpus: {count: 8, product: NVIDIA-H100-80GB-HBM3, memory: 81559}}]
            objects:
              - {apiVersion: v1, kind: Namespace, metadata: {name: groundcrew}}
              - apiVersion: v1
                kind: ConfigMap
                metadata: {name: groundcrew-config, namespace: groundcrew}
                data: {config.json: '{"activeProviderId": "vllm"}'}

            """, to: "sandbox.yaml")
        let run = await CommandRun.of("deploy Qwen/Qwen3-0.6B --sandbox=sandbox.yaml --dry-run", in: folder.path)
        #expect(run.errors.hasPrefix("vllm with vllm: "), "\(run.errors)")
        let bare = await CommandRun.of("deploy Qwen/Qwen3-0.6B --sandbox --dry-run")
        #expect(bare.errors.hasPrefix("dynamo with vllm: "), "\(bare.errors)")
    }
}
