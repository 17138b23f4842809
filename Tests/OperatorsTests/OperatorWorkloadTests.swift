import Testing
import Value

@testable import Operators

/// What a Deployment says of an operator.
@Suite struct OperatorWorkloadTests {
    private func workload(_ images: [Value], main: String? = nil, replicas: Value = .null) -> OperatorSight.Workload {
        let containers = images.enumerated().map { index, image in
            Value.object(["name": .string("c\(index)"), "image": image])
        }
        var annotations: Object = [:]
        annotations["kubectl.kubernetes.io/default-container"] = main.map(Value.string)
        return OperatorSight.Workload([
            "metadata": ["name": "controller", "namespace": "ports"],
            "spec": [
                "replicas": replicas,
                "template": [
                    "metadata": ["annotations": .object(annotations)], "spec": ["containers": .array(containers)],
                ],
            ],
        ])
    }

    @Test(
        arguments: [
            (["a/b:v1.6.2"], nil, "1.6.2"), (["registry.example.com:5000/a/b:1.6.2"], nil, "1.6.2"),
            (["a/b:1.6.2@sha256:0123"], nil, "1.6.2"), (["a/b"], nil, nil),
            (["registry.example.com:5000/a/b"], nil, nil),
            (["a/b:latest"], nil, nil), (["a/b:1"], nil, nil), (["a/b@sha256:0123"], nil, nil),
            // What is behind the numbers may be anything.
            (["a/b:1.6.2-ubi9"], nil, nil), (["a/b:v1.6.2-rc.1"], nil, nil),
            // Which of several is the operator has to be clear.
            (["a/b:1.6.2", "a/c:1.6.2"], nil, "1.6.2"), (["a/b:1.6.2", "a/proxy:0.15.0"], nil, nil),
            (["a/b:latest", "a/proxy:0.15.0"], nil, nil), (["a/proxy:0.15.0", "a/b:1.6.2"], "c1", "1.6.2"),
            (["a/b:1.6.2"], "gone", nil), ([], nil, nil), ([.null], nil, nil), ([7], nil, nil),
        ] as [([Value], String?, String?)])
    func itsImageTellsItsVersion(images: [Value], main: String?, version: String?) {
        #expect(workload(images, main: main).imageVersion == version)
    }

    @Test(arguments: [(0, true), (1, false), (.null, false)] as [(Value, Bool)])
    func oneThatWantsNoPodsIsIdle(replicas: Value, isIdle: Bool) {
        #expect(workload([], replicas: replicas).isIdle == isIdle)
    }

    @Test func whatAControllerMadeIsAPart() {
        func owned(_ owner: Value) -> OperatorSight.Workload {
            OperatorSight.Workload(["metadata": ["name": "a", "namespace": "b", "ownerReferences": [owner]]])
        }
        let byGateway = owned(["kind": "Gateway", "controller": true])
        #expect(byGateway.isPart)
        // OLM's owner is none that controls it.
        let byOLM = owned(["kind": "ClusterServiceVersion", "controller": false])
        #expect(!byOLM.isPart)
    }

    @Test func labelsTellItsVersionToo() {
        let workload = OperatorSight.Workload([
            "metadata": [
                "name": "a", "namespace": "b", "labels": ["app.kubernetes.io/version": "v2.0.0"],
            ]
        ])
        #expect(workload.version == "v2.0.0" && workload.namespace == "b" && workload.object.name == "a")
    }
}
