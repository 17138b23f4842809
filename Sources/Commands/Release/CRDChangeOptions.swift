import ArgumentParser
import Releases

/// What may become of CRDs and their objects; by class, so that nobody accepts what he has not seen.
struct CRDChangeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Change CRDs although stored objects may suffer: classes as the refusal names them, a,b,c; or all.",
            valueName: "class"))
    var acceptCrdChanges: [String] = []

    func validate() throws { _ = try accepted() }

    func accepted() throws(ValidationError) -> Set<CRDFinding.Class> {
        var classes: Set<CRDFinding.Class> = []
        for name in acceptCrdChanges.flatMap({ $0.split(separator: ",").map(String.init) }) {
            if name == "all" {
                classes.formUnion(CRDFinding.Class.allCases)
            } else if let known = CRDFinding.Class(rawValue: name) {
                classes.insert(known)
            } else {
                let names = CRDFinding.Class.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--accept-crd-changes \(name): the classes are \(names), and all")
            }
        }
        return classes
    }
}
