import Testing
import Value

@testable import Sandbox

/// What a real server of the version that the sandbox claims says of its built-in types in its OpenAPI documents.
@Suite struct BuiltinSchemaTests {
    private static let template =
        #"{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}"#

    private static func object(_ apiVersion: String, _ kind: String, _ fields: String) -> String {
        #"{"apiVersion":"\#(apiVersion)","kind":"\#(kind)","metadata":{"name":"x"},\#(fields)}"#
    }

    private static func workload(_ kind: String, _ spec: String = "") -> String {
        object("apps/v1", kind, #""spec":{"selector":{"matchLabels":{"a":"b"}},"template":\#(template)\#(spec)}"#)
    }

    @Test(arguments: [
        (
            "/apis/apps/v1/namespaces/default/deployments",
            workload("Deployment", #","strategy":{"rollingUpdate":{"partition":1}}"#),
            "spec.strategy.rollingUpdate.partition"
        ),
        (
            "/apis/apps/v1/namespaces/default/statefulsets",
            workload("StatefulSet", #","updateStrategy":{"rollingUpdate":{"maxSurge":1}}"#),
            "spec.updateStrategy.rollingUpdate.maxSurge"
        ),
        (
            "/api/v1/namespaces/default/persistentvolumeclaims",
            object("v1", "PersistentVolumeClaim", #""spec":{"resources":{"claims":[{"name":"x"}]}}"#),
            "spec.resources.claims"
        ),
        (
            "/api/v1/namespaces/default/pods",
            object(
                "v1", "Pod",
                #""spec":{"containers":[{"name":"c","image":"i"}],"imagePullSecrets":[{"name":"s","optional":true}]}"#),
            "spec.imagePullSecrets[0].optional"
        ),
    ])
    func refusesFieldsThatOnlyRelatedTypesHave(path: String, text: String, field: String) throws {
        let answer = try Scene().send("POST", "\(path)?fieldValidation=Strict", Value(jsonText: text))
        #expect(answer.status == 400)
        #expect(answer.body["message"]?.string?.contains("unknown field \"\(field)\"") == true, "\(answer)")
    }

    /// A manager of one part of these owns all of it, so two managers cannot share one.
    @Test func referencesAreOwnedAsAWhole() throws {
        let text = Self.object(
            "v1", "Pod",
            #"""
            "spec":{"imagePullSecrets":[{"name":"s"}],"containers":[{"name":"c","image":"i","env":[
            {"name":"A","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}},
            {"name":"B","valueFrom":{"configMapKeyRef":{"name":"m","key":"k"}}},
            {"name":"C","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}},
            {"name":"D","valueFrom":{"resourceFieldRef":{"resource":"limits.cpu"}}}]}]}
            """#)
        let answer = try Scene().send(
            "PATCH", "/api/v1/namespaces/default/pods/x?fieldManager=me", Value(jsonText: text),
            type: "application/apply-patch+yaml")
        #expect(answer.status == 201, "\(answer)")
        let fields = answer.body["metadata"]?["managedFields"]?.array?.first?["fieldsV1"]?["f:spec"]
        #expect(fields?["f:imagePullSecrets"]?[#"k:{"name":"s"}"#] == [:])
        let variables = fields?["f:containers"]?[#"k:{"name":"c"}"#]?["f:env"]
        for (name, source) in [
            ("A", "fieldRef"), ("B", "configMapKeyRef"), ("C", "secretKeyRef"), ("D", "resourceFieldRef"),
        ] {
            let variable = variables?["k:{\"name\":\"\(name)\"}"]
            #expect(variable?["f:valueFrom"]?["f:\(source)"] == [:], "\(source)")
        }
    }

    @Test(
        arguments: [
            ("/api/v1/namespaces/default/configmaps", object("v1", "ConfigMap", #""data":{"a":"b"}"#), nil),
            ("/api/v1/namespaces/default/secrets", object("v1", "Secret", #""data":{}"#), nil),
            ("/api/v1/namespaces/default/services", object("v1", "Service", #""spec":{"ports":[{"port":80}]}"#), nil),
            (
                "/api/v1/namespaces/default/pods",
                object("v1", "Pod", #""spec":{"containers":[{"name":"c","image":"i"}]}"#), 1
            ),
            ("/apis/apps/v1/namespaces/default/deployments", workload("Deployment"), 1),
        ] as [(String, String, Int64?)])
    func generationsAreCountedWhereTheServerDoes(path: String, text: String, generation: Int64?) throws {
        let answer = try Scene().send("POST", path, Value(jsonText: text))
        #expect(answer.status == 201, "\(answer)")
        #expect(answer.body["metadata"]?["generation"]?.integer == generation)
    }

    @Test func statefulSetsKeepTheirClaims() throws {
        let answer = try Scene().send(
            "POST", "/apis/apps/v1/namespaces/default/statefulsets", Value(jsonText: Self.workload("StatefulSet")))
        let policy = answer.body["spec"]?["persistentVolumeClaimRetentionPolicy"]
        #expect(policy == ["whenDeleted": "Retain", "whenScaled": "Retain"], "\(answer)")
    }

    @Test func priorityWithoutAValueIsZero() throws {
        let text = #"{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"x"}}"#
        let answer = try Scene().send("POST", "/apis/scheduling.k8s.io/v1/priorityclasses", Value(jsonText: text))
        #expect(answer.status == 201)
        #expect(answer.body["value"] == 0, "\(answer)")
    }
}
