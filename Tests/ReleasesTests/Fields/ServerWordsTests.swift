import Kubernetes
import Testing
import Value

@testable import Releases

/// What servers say of fields, read.
@Suite struct ServerWordsTests {
    @Test(arguments: [
        ("failed to create typed patch object: .spec.foo: field not declared in schema", [".spec.foo"]),
        (
            "failed to create typed patch object (apps/web; apps/v1, Kind=Deployment): "
                + #".spec.template.spec.containers[name="web"].foo: field not declared in schema"#,
            [#".spec.template.spec.containers[name="web"].foo"#]
        ),
        (
            """
            failed to create typed patch object (apps/web; apps/v1, Kind=Deployment): errors:
              .spec.foo: field not declared in schema
              .spec.replicas: expected numeric (int or float), got string
              .spec.bar: field not declared in schema
            """, [".spec.foo", ".spec.bar"]
        ),
        ("failed to create typed patch object: .data.a: expected string, got &value.valueUnstructured{Value:1}", []),
        ("boom: .spec.foo: field not declared in schema", []),
    ])
    func undeclaredFieldsAreRead(_ message: String, _ expected: [String]) {
        let error = KubernetesError(.serverError, message, httpStatus: 500)
        #expect(UndeclaredFields.named(in: error).map(\.text) == expected)
    }

    @Test func strictServersSayItInOtherWords() {
        let strict = KubernetesError(
            .badRequest,
            "Gear in version \"v1\" cannot be handled as a Gear: strict decoding error: unknown field \"spec.foo\"",
            httpStatus: 400)
        #expect(UndeclaredFields.areMeant(by: strict))
        #expect(!UndeclaredFields.areMeant(by: KubernetesError(.badRequest, "no", httpStatus: 400)))
        #expect(!UndeclaredFields.areMeant(by: KubernetesError(.invalid, strict.message, httpStatus: 422)))
    }

    @Test func anUnknownFieldIsBadInputAndTheWayOutFitsTheKind() throws {
        let error = KubernetesError(
            .serverError, "failed to create typed patch object: .spec.foo: field not declared in schema",
            httpStatus: 500)
        let web = FieldWords.refusal(
            of: try ReleaseObject.web(), error, decision: FieldDecision(), release: "apps/demo")
        #expect(web.code == .invalidChart)
        #expect(
            web.message
                == "cannot apply Deployment.apps apps/web (templates/all.yaml): the server does not know .spec.foo: field "
                + "not declared in schema")
        #expect(web.hint?.contains("--field-validation warn") == true)
        let gear = try ReleaseObject.yaml(
            "apiVersion: example.com/v1\nkind: Gear\nmetadata: {name: one}\n", group: "example.com")
        let custom = FieldWords.refusal(of: gear, error, decision: FieldDecision(), release: "apps/demo")
        #expect(custom.hint?.contains("--crds upgrade") == true)
    }

    private func invalid(_ causes: (field: String, message: String)...) -> KubernetesError {
        KubernetesError(
            .invalid, "is invalid", httpStatus: 422,
            status: [
                "details": [
                    "causes": .array(
                        causes.map {
                            [
                                "reason": "FieldValueInvalid", "field": .string($0.field),
                                "message": .string($0.message),
                            ]
                        })
                ]
            ])
    }

    @Test(arguments: [
        ("spec.selector", "Invalid value: {}: field is immutable"),
        ("roleRef", "Invalid value: {}: cannot change roleRef"),
        ("spec", "Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden"),
        ("spec", "Forbidden: spec is immutable after creation except resources.requests for bound claims"),
        ("spec.clusterIP", "Invalid value: \"\": field is immutable"),
        ("spec.clusterIPs[0]", "Invalid value: []: may not change once set"),
        ("parameters", "Forbidden: updates to parameters are forbidden."),
        ("spec.size", "Invalid value: \"object\": size is immutable once it is set"),
    ])
    func immutableFieldsAreRead(_ field: String, _ message: String) {
        #expect(ImmutableFields.named(in: invalid((field, message))) == [field])
    }

    @Test func otherReasonsAreNotCuredByMakingItAnew() {
        let mixed = invalid(("spec.selector", "field is immutable"), ("spec.replicas", "must be greater than 0"))
        #expect(ImmutableFields.named(in: mixed).isEmpty)
        #expect(ImmutableFields.named(in: invalid()).isEmpty)
        var conflict = invalid(("spec.selector", "field is immutable"))
        conflict.code = .conflict
        #expect(ImmutableFields.named(in: conflict).isEmpty)
    }

    @Test(arguments: [
        ("apps", "Deployment", true), ("batch", "Job", true), ("", "Service", true), ("", "ConfigMap", true),
        ("rbac.authorization.k8s.io", "RoleBinding", true), ("apps", "StatefulSet", false),
        ("", "PersistentVolumeClaim", false), ("", "PersistentVolume", false), ("", "Namespace", false),
        ("", "Secret", false), ("apiextensions.k8s.io", "CustomResourceDefinition", false),
        ("example.com", "Gear", false),
    ])
    func onlyWhatHoldsNothingElseIsMadeAnew(_ group: String, _ kind: String, _ isAllowed: Bool) throws {
        let object = try ReleaseObject.yaml("apiVersion: v1\nkind: \(kind)\nmetadata: {name: a}\n", group: group)
        #expect(Recreation.isAllowed(for: object) == isAllowed)
    }

    // MARK: - Abandoned fields

    /// Of a map whose `old` and whose second port only Helm's client-side entry has.
    @Test func whatOnlyHelmsFormerSelfOwnsGoes() {
        func entry(_ manager: String, _ operation: String, _ fields: Value) -> Value {
            ["manager": .string(manager), "operation": .string(operation), "fieldsV1": fields]
        }
        let object: Value = [
            "metadata": [
                "annotations": ["a": "1", "b": "2"],
                "managedFields": [
                    entry(
                        "helm", "Update",
                        [
                            "f:metadata": ["f:annotations": [".": [:], "f:a": [:]]],
                            "f:data": [".": [:], "f:old": [:], "f:kept": [:], "f:shared": [:]],
                            "f:ports": [
                                #"k:{"port":80}"#: [".": [:], "f:port": [:]],
                                #"k:{"port":443}"#: [".": [:], "f:port": [:]],
                            ], "f:set": [#"v:"x""#: [:], #"v:"y""#: [:]],
                        ]),
                    entry(
                        "helm", "Apply",
                        [
                            "f:data": ["f:kept": [:]], "f:ports": [#"k:{"port":443}"#: ["f:port": [:]]],
                            "f:set": [#"v:"y""#: [:]],
                        ]),
                    entry(
                        "kubectl", "Update",
                        ["f:data": ["f:shared": [:]], "f:metadata": ["f:annotations": ["f:b": [:]]]]),
                ],
            ],
            "data": ["old": "1", "kept": "2", "shared": "3", "strange": "4"],
            "ports": [["port": 80], ["port": 443]], "set": ["x", "y"],
        ]
        let rest = AbandonedFields.removed(from: object)
        #expect(rest["data"] == ["kept": "2", "shared": "3", "strange": "4"])
        #expect(rest["ports"] == [["port": 443]])
        #expect(rest["set"] == ["y"])
        #expect(rest["metadata"]?["annotations"] == ["b": "2"])
        #expect(AbandonedFields.removed(from: ["data": ["a": "b"]]) == ["data": ["a": "b"]])
    }
}
