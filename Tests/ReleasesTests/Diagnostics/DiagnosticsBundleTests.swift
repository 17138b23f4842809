import Archive
import Events
import Testing
import Value

@testable import Releases

/// How a bundle reads, without a cluster.
@Suite struct DiagnosticsBundleTests {
    private static func bundle(_ files: [(String, Int)], unread: [String] = []) -> DiagnosticsBundle {
        DiagnosticsBundle(
            title: "release apps/web", time: "2026-11-29T12:00:00Z",
            files: files.map { DiagnosticsBundle.File(path: $0.0, bytes: Array(repeating: 0x61, count: $0.1)) },
            unread: unread)
    }

    private func index(_ bundle: DiagnosticsBundle) -> String { String(decoding: bundle.files[0].bytes, as: UTF8.self) }

    @Test func theIndexSaysWhatIsThereAndWhatIsNot() {
        let bundle = Self.bundle([("pods/a/b.txt", 3)], unread: ["nodes: forbidden\nto you"])
        #expect(bundle.files.map(\.path) == ["index.txt", "pods/a/b.txt"])
        #expect(index(bundle).hasPrefix("release apps/web, 2026-11-29T12:00:00Z\n"))
        #expect(index(bundle).contains("Files:\n  pods/a/b.txt  3\n"))
        #expect(index(bundle).hasSuffix("left out:\n  nodes: forbidden to you\n"))
        #expect(index(Self.bundle([])).hasSuffix("left out:\n  nothing\n"))
    }

    @Test func whatIsTooLargeIsLeftOutAndSaid() {
        let bundle = Self.bundle([("a", DiagnosticsLimits.bytes - 1), ("b", 2), ("c", 1)])
        #expect(bundle.files.map(\.path) == ["index.txt", "a", "c"])
        #expect(bundle.unread == ["b: left out, the bundle holds \(DiagnosticsLimits.bytes) bytes"])
        #expect(index(bundle).contains("  b: left out"))
    }

    @Test func itIsAnArchiveWithOneFolder() throws {
        let packed = try Self.bundle([("logs/a/b/c.log", 5)]).packed(in: "groundcrew-web", modified: 7)
        let entries = try TarGzip.read(packed)
        #expect(entries.map(\.path) == ["groundcrew-web/index.txt", "groundcrew-web/logs/a/b/c.log"])
        #expect(entries[1].bytes.count == 5)
        #expect(try packed == Self.bundle([("logs/a/b/c.log", 5)]).packed(in: "groundcrew-web", modified: 7))
    }

    // MARK: - Texts

    @Test func aPodIsDescribed() {
        let text = BundleText.pod([
            "metadata": ["namespace": "apps", "name": "web-1", "deletionTimestamp": "T"], "spec": ["nodeName": "n1"],
            "status": [
                "phase": "Pending", "reason": "Evicted", "message": "disk pressure",
                "conditions": [["type": "Ready", "status": "False", "reason": "ContainersNotReady", "message": "a"]],
                "initContainerStatuses": [
                    ["name": "i", "image": "reg/i", "state": ["terminated": ["exitCode": 0, "reason": "Completed"]]]
                ],
                "containerStatuses": [
                    [
                        "name": "main", "ready": false, "restartCount": 4, "image": "reg/x:1",
                        "state": ["waiting": ["reason": "CrashLoopBackOff", "message": "back-off"]],
                        "lastState": ["terminated": ["exitCode": 137, "reason": "OOMKilled"]],
                    ]
                ],
            ],
        ])
        #expect(
            text == """
                Name:   apps/web-1
                Node:   n1
                Phase:  Pending: Evicted: disk pressure
                Is being deleted since T
                Conditions:
                  Ready=False ContainersNotReady: a
                Init containers:
                  i: terminated exit code 0 Completed, ready false, 0 restarts, image reg/i
                Containers:
                  main: waiting CrashLoopBackOff: back-off, ready false, 4 restarts, image reg/x:1
                    before: terminated exit code 137 OOMKilled

                """)
        #expect(BundleText.pod([:]).hasPrefix("Name:   /\nNode:   (none)\nPhase:  \n"))
    }

    @Test func eventsComeInTheOrderOfTime() {
        let events: [Value] = [
            [
                "lastTimestamp": "2", "type": "Warning", "reason": "B", "message": "b", "count": 3,
                "involvedObject": ["kind": "Pod", "name": "x"],
            ],
            [
                "lastTimestamp": .null, "eventTime": "1", "type": "Normal", "reason": "A", "note": "a",
                "regarding": ["kind": "Job", "name": "y"],
            ],
        ]
        #expect(
            BundleText.events(events)
                == "1  Normal  A  Job/y  a\n2  Warning  B  Pod/x  b  (3 times)\n")
    }

    @Test func aNodeTakesALine() {
        let node: Value = [
            "metadata": ["name": "gpu-1"],
            "spec": [
                "unschedulable": true, "taints": [["key": "nvidia.com/gpu", "value": "x", "effect": "NoSchedule"]],
            ],
            "status": [
                "allocatable": ["cpu": "8", "hugepages-2Mi": "0", "nvidia.com/gpu": "4"],
                "nodeInfo": ["kubeletVersion": "v1.34.0", "architecture": "arm64"],
                "conditions": [["type": "Ready", "status": "True"], ["type": "DiskPressure", "status": "True"]],
            ],
        ]
        #expect(
            BundleText.nodes([node])
                == "gpu-1  Ready  cordoned  v1.34.0  arm64  DiskPressure  allocatable cpu=8 nvidia.com/gpu=4  "
                + "taints nvidia.com/gpu=x:NoSchedule\n")
        #expect(BundleText.nodes([["metadata": ["name": "a"]]]) == "a  NotReady  allocatable \n")
    }

    @Test func theTapeKeepsTheLastWords() {
        let tape = EventTape(NoEvents(), now: { 0 })
        for index in 0..<(DiagnosticsLimits.tape + 5) { tape.emit(Event(.progress, .releases, "step \(index)")) }
        tape.emit(Event(.warning, .releases, "careful"))
        let lines = tape.text.split(separator: "\n")
        #expect(lines.count == DiagnosticsLimits.tape)
        #expect(lines.first == "1970-01-01T00:00:00.000000Z  step 6")
        #expect(lines.last == "1970-01-01T00:00:00.000000Z  warning: careful")
    }
}
