import Formats
import Value

/// Knows the identities and anchors inside one schema document, and what references mean.
struct SchemaIndex {
    enum Target {
        case pointer([String])
        /// Inside the document, but there is nothing there.
        case missing(String)
        case elsewhere(String)
    }

    private let root: Value
    /// The pointers of the resources by URI, without fragment.
    private var resources: [String: [String]] = [SchemaCompiler.rootURI: []]
    private var anchors: [String: [String]] = [:]
    private var byPointer: [[String]: SchemaResource] = [:]

    init(_ root: Value, draft: SchemaDraft) {
        self.root = root
        let resource = SchemaResource(uri: SchemaCompiler.rootURI)
        byPointer[[]] = resource
        collect(root, [], resource, idKey: draft == .four ? "id" : "$id")
    }

    private mutating func collect(_ value: Value, _ pointer: [String], _ resource: SchemaResource, idKey: String) {
        switch value {
        case .array(let elements):
            for (offset, element) in elements.enumerated() {
                collect(element, pointer + [String(offset)], resource, idKey: idKey)
            }
        case .object(let object):
            var resource = resource
            if let id = object[idKey]?.string, pointer.last != "properties" {
                let (base, fragment) = Self.split(URIText.join(resource.uri, id))
                if fragment.isEmpty {
                    resource = SchemaResource(uri: base)
                    byPointer[pointer] = resource
                    resources[base] = pointer
                } else {
                    anchors["\(base)#\(fragment)"] = pointer
                }
            }
            if let anchor = object["$anchor"]?.string { anchors["\(resource.uri)#\(anchor)"] = pointer }
            if let anchor = object["$dynamicAnchor"]?.string {
                anchors["\(resource.uri)#\(anchor)"] = pointer
                resource.dynamicAnchorPointers[anchor] = pointer
            }
            for (key, member) in object where key != "enum" && key != "const" {
                collect(member, pointer + [key], resource, idKey: idKey)
            }
        default: break
        }
    }

    /// The resource that the schema at `pointer` is part of.
    func resource(at pointer: [String]) -> SchemaResource {
        var pointer = pointer
        while true {
            if let resource = byPointer[pointer] { return resource }
            if pointer.isEmpty { return SchemaResource(uri: SchemaCompiler.rootURI) }
            pointer.removeLast()
        }
    }

    func resolve(_ reference: String, from pointer: [String]) -> Target {
        let uri = URIText.join(resource(at: pointer).uri, reference)
        let (base, fragment) = Self.split(uri)
        guard let start = resources[base] else { return .elsewhere(uri) }
        guard let tokens = JSONPointer.tokens(URLText.percentDecoded(fragment)) else {
            return anchors["\(base)#\(fragment)"].map { .pointer($0) } ?? .missing(uri)
        }
        let target = start + tokens
        return JSONPointer.value(target, in: root) == nil ? .missing(uri) : .pointer(target)
    }

    private static func split(_ uri: String) -> (base: String, fragment: String) {
        guard let hash = uri.firstIndex(of: "#") else { return (uri, "") }
        return (String(uri[..<hash]), String(uri[uri.index(after: hash)...]))
    }
}

/// As much of RFC 3986 as schema references need.
enum URIText {
    static func join(_ base: String, _ reference: String) -> String {
        if reference.hasPrefix("#") || reference.isEmpty { return withoutFragment(base) + reference }
        if scheme(reference) != nil { return reference }
        guard let scheme = scheme(base) else { return reference }
        let afterScheme = base.dropFirst(scheme.count + 1)
        if reference.hasPrefix("//") { return "\(scheme):\(reference)" }
        guard afterScheme.hasPrefix("//") else { return reference }
        let rest = afterScheme.dropFirst(2)
        let authority = rest.prefix { $0 != "/" }
        let (path, fragment) = cut(reference)
        if path.hasPrefix("/") { return "\(scheme)://\(authority)\(PathText.clean(path))\(fragment)" }
        let folder = withoutFragment(String(rest.dropFirst(authority.count)))
        let parent = folder.lastIndex(of: "/").map { folder[...$0] } ?? "/"
        return "\(scheme)://\(authority)\(PathText.clean(parent + path))\(fragment)"
    }

    private static func cut(_ reference: String) -> (path: String, fragment: String) {
        guard let hash = reference.firstIndex(of: "#") else { return (reference, "") }
        return (String(reference[..<hash]), String(reference[hash...]))
    }

    private static func withoutFragment(_ uri: String) -> String { String(uri.prefix { $0 != "#" }) }

    static func scheme(_ text: String) -> String? {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else { return nil }
        let name = text[..<colon]
        guard let first = name.utf8.first, isLetter(first),
            name.utf8.allSatisfy({ isLetter($0) || isDigit($0) || [0x2b, 0x2d, 0x2e].contains($0) })
        else { return nil }
        return String(name)
    }

    static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
