import Testing
import Value

@testable import Preflight

@Suite struct RegistryTargetTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var url: String
        var isRegistry = true
        var isReadHere = false

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "nvcr.io", url: "https://nvcr.io/v2/"),
        Case(name: "registry.example.com:5000", url: "https://registry.example.com:5000/v2/"),
        Case(name: "docker.io", url: "https://registry-1.docker.io/v2/"),
        Case(name: "index.docker.io", url: "https://registry-1.docker.io/v2/"),
        Case(name: "localhost:5000", url: "http://localhost:5000/v2/"),
        Case(name: "127.0.0.1:5000", url: "http://127.0.0.1:5000/v2/"),
        Case(name: "[::1]:5000", url: "http://[::1]:5000/v2/"),
        Case(name: "oci://quay.io/jetstack/charts/cert-manager", url: "https://quay.io/v2/", isReadHere: true),
        Case(name: "oci://localhost:5000/charts", url: "http://localhost:5000/v2/", isReadHere: true),
        Case(
            name: "https://helm.ngc.nvidia.com/nvidia", url: "https://helm.ngc.nvidia.com/nvidia", isRegistry: false,
            isReadHere: true),
        Case(name: "http://charts.local", url: "http://charts.local", isRegistry: false, isReadHere: true),
    ])
    func isAskedAt(_ example: Case) {
        let target = RegistryTarget(example.name)
        #expect(target.url == example.url)
        #expect(target.isRegistry == example.isRegistry)
        #expect(target.isReadHere == example.isReadHere)
    }

    @Test func eachAddressIsAskedOnce() {
        let targets = RegistryTarget.all(["quay.io", "nvcr.io", "oci://quay.io/charts", "quay.io"])
        #expect(targets.map(\.url) == ["https://quay.io/v2/", "https://nvcr.io/v2/"])
        #expect(targets.map(\.isReadHere) == [true, false])
    }

    @Test(arguments: [
        ("nginx", "docker.io"), ("vllm/vllm-openai:v0.33.0", "docker.io"), ("nvcr.io/nvidia/cuda", "nvcr.io"),
        ("localhost/app", "localhost"), ("registry:5000/app@sha256:00", "registry:5000"),
        ("ghcr.io/a/b:1", "ghcr.io"), ("", "docker.io"),
    ])
    func anImageTellsItsRegistry(_ image: String, _ host: String) {
        #expect(RegistryTarget.host(ofImage: image) == host)
    }

    @Test func imagesOfWhatIsRenderedCountToo() {
        let rendered: Value = [
            ["objects": [["images": ["nvcr.io/a", "vllm/b"]], ["images": []]]],
            ["objects": [["images": ["quay.io/c"]]]], ["unknown": "it could not be rendered"],
        ]
        let targets = RegistryTarget.all(wanted: ["oci://quay.io/charts"], rendered: rendered)
        #expect(targets.map(\.name) == ["oci://quay.io/charts", "docker.io", "nvcr.io"])
        #expect(RegistryTarget.all(wanted: [], rendered: .null).isEmpty)
    }

    @Test func whatWasNotAskedIsNotRecorded() throws {
        let fact: Value = [["url": "https://nvcr.io/v2/"]]
        let seen = try RegistryTarget.recorded(fact, wanted: ["nvcr.io"])
        #expect(seen == fact)
        let reason = #expect(throws: UnknownReason.self) {
            _ = try RegistryTarget.recorded(fact, wanted: ["nvcr.io", "ghcr.io", "quay.io"])
        }
        #expect(reason?.code == .notGathered)
        #expect(reason?.message == "the facts were gathered without the registries ghcr.io, quay.io")
        let nothing = try RegistryTarget.recorded(.null, wanted: [])
        #expect(nothing == .null)
    }

    @Test func thoseBeyondTheLimitAreMissedToo() throws {
        let names = (0..<40).map { "r\($0).example.com" }
        let entries = names.map { Value.object(["url": .string(RegistryTarget($0).url)]) }
        let seen = try RegistryTarget.recorded(.array(entries), wanted: names)
        #expect(seen == .array(entries))
        let reason = #expect(throws: UnknownReason.self) {
            _ = try RegistryTarget.recorded(.array(Array(entries.dropLast())), wanted: names)
        }
        #expect(reason?.message.contains("r39.example.com") == true)
    }
}
