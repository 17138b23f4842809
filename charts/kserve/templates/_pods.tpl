{{/* What pods with a model have alike in every chart; this file is the same in all of them. */}}

{{/*
The way to models as a JSON list of environment variables: a mirror, proxies, certificates. What the user's own env names is
left out. Some programs read proxies in upper case, some in lower case.
*/}}
{{- define "pods.outside" -}}
{{- $all := dict -}}
{{- with .Values.hub.endpoint -}}{{- $_ := set $all "HF_ENDPOINT" . -}}{{- end -}}
{{- $proxies := dict "HTTP_PROXY" .Values.proxies.http "HTTPS_PROXY" .Values.proxies.https -}}
{{- if or .Values.proxies.http .Values.proxies.https -}}
{{- $near := "localhost,127.0.0.1,$(KUBERNETES_SERVICE_HOST),.svc,.cluster.local" -}}
{{- $_ := set $proxies "NO_PROXY" (join "," (compact (list $near .Values.proxies.noProxy))) -}}
{{- end -}}
{{- range $name, $value := $proxies -}}
{{- if $value -}}{{- $_ := merge $all (dict $name $value (lower $name) $value) -}}{{- end -}}
{{- end -}}
{{- if .Values.caBundle.configMap -}}
{{- range list "SSL_CERT_FILE" "REQUESTS_CA_BUNDLE" "CURL_CA_BUNDLE" -}}
{{- $_ := set $all . "/etc/groundcrew/certificates/ca.crt" -}}
{{- end -}}
{{- end -}}
{{- range .Values.env -}}{{- $all = omit $all .name -}}{{- end -}}
{{- $env := list -}}
{{- range $name, $value := $all -}}{{- $env = append $env (dict "name" $name "value" $value) -}}{{- end -}}
{{ toJson $env }}
{{- end -}}

{{/* The volume with the certificates, as a YAML list; empty where there are none. */}}
{{- define "pods.volumes" -}}
{{- with .Values.caBundle -}}
{{- if .configMap -}}
- name: certificates
  configMap:
    name: {{ .configMap }}
    items:
      - key: {{ .key | quote }}
        path: ca.crt
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "pods.volumeMounts" -}}
{{- if .Values.caBundle.configMap -}}
- name: certificates
  mountPath: /etc/groundcrew/certificates
  readOnly: true
{{- end -}}
{{- end -}}

{{/*
The name of the template of claims on devices; empty where GPUs are counted. A template cannot be changed: one of our own has
another name when it asks for something else.
*/}}
{{- define "pods.claimTemplate" -}}
{{- with .Values.resourceClaim -}}
{{- if and .template .deviceClass -}}
{{- fail "resourceClaim.template is not for resourceClaim.deviceClass, of which a template is made: leave out one of them" -}}
{{- else if .deviceClass -}}
{{- if lt (int $.Values.resources.gpu) 1 -}}
{{- fail "resourceClaim.deviceClass needs resources.gpu of at least 1, the number of devices" -}}
{{- end -}}
{{- $wanted := list .deviceClass (int $.Values.resources.gpu) .selectors -}}
{{ $.Release.Name }}-gpu-{{ toJson $wanted | sha256sum | trunc 8 }}
{{- else -}}
{{ .template }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The claims of a pod, as a YAML list; empty where there are none. */}}
{{- define "pods.claims" -}}
{{- with include "pods.claimTemplate" . -}}
- name: gpu
  resourceClaimTemplateName: {{ . }}
{{- end -}}
{{- end -}}

{{/* What a container with the model is promised and may take at most, as YAML. */}}
{{- define "pods.resources" -}}
{{- $wanted := .Values.resources -}}
{{- $all := dict "limits" dict "requests" dict -}}
{{- if include "pods.claimTemplate" . -}}
{{- $_ := set $all "claims" (list (dict "name" "gpu")) -}}
{{- else -}}
{{- $_ := set $all.limits $wanted.gpuResource (toString (int $wanted.gpu)) -}}
{{- end -}}
{{- range $name, $amount := $wanted.extra -}}{{- $_ := set $all.limits $name (toString $amount) -}}{{- end -}}
{{- with $wanted.memory -}}{{- $_ := set $all.limits "memory" . -}}{{- end -}}
{{- range $name, $amount := dict "cpu" $wanted.cpu "memory" $wanted.memory "ephemeral-storage" $wanted.ephemeralStorage -}}
{{- if $amount -}}{{- $_ := set $all.requests $name $amount -}}{{- end -}}
{{- end -}}
{{- range list "limits" "requests" -}}{{- if not (get $all .) -}}{{- $_ := unset $all . -}}{{- end -}}{{- end -}}
{{ toYaml $all }}
{{- end -}}
