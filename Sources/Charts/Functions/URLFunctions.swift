import GoTemplate

/// Sprig's functions of URLs.
enum URLFunctions {
    static func add(to functions: inout TemplateFunctions) {
        functions.add("urlParse", [.string]) { arguments in
            let url: GoURL
            do throws(TemplateError) { url = try GoURL(parsing: arguments.string(0)) } catch {
                throw TemplateError.call("unable to parse url: \(error.message)")
            }
            return .dictionary([
                "scheme": .string(url.scheme), "host": .string(url.host), "hostname": .string(url.hostname),
                "path": .string(url.path), "query": .string(url.query), "opaque": .string(url.opaque),
                "fragment": .string(url.fragment), "userinfo": .string(url.userinfo?.description ?? ""),
            ])
        }
        functions.add("urlJoin", [.map]) { arguments in
            let parts = arguments.map(0)
            func part(_ key: String) throws(TemplateError) -> String {
                guard let value = parts[key] else { return "" }
                if let text = value.text { return text }
                if value.isNil { throw .nilDereference }
                throw .call("unable to parse \(key) key, must be of type string, but \(value.kind.rawValue) found")
            }
            var url = GoURL()
            (url.scheme, url.host, url.path) = (try part("scheme"), try part("host"), try part("path"))
            (url.query, url.opaque, url.fragment) = (try part("query"), try part("opaque"), try part("fragment"))
            let userinfo = try part("userinfo")
            if !userinfo.isEmpty {
                do throws(TemplateError) {
                    url.userinfo = try GoURL(parsing: "proto://\(userinfo)@host").userinfo
                } catch {
                    throw TemplateError.call("unable to parse userinfo in dict: \(error.message)")
                }
            }
            return .string(url.description)
        }
    }
}
