<?xml version="1.0" encoding="UTF-8"?>
<!--
  What our Payara domain is, beyond the one that comes with the server: it listens on loopback only and on as few ports
  as possible. What differs between two instances is a system-property element, whose value the launcher replaces in
  its copy; the values here suit a start by hand.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" encoding="UTF-8" indent="no"/>

  <xsl:template match="@*|node()">
    <xsl:copy>
      <xsl:apply-templates select="@*|node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="config[@name='server-config']">
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <system-property name="dragops.http.address" value="127.0.0.1"/>
      <system-property name="dragops.http.port" value="8080"/>
      <system-property name="dragops.admin.port" value="4848"/>
      <xsl:apply-templates select="node()"/>
      <!-- the domain comes without one, and the broker that would then start listens on every address -->
      <jms-service type="DISABLED" default-jms-host="default_JMS_host">
        <jms-host name="default_JMS_host" host="127.0.0.1" port="27076"/>
      </jms-service>
      <!-- the product has a health of its own at these addresses -->
      <microprofile-healthcheck-configuration enabled="false"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="config[@name='server-config']//network-listener[@name='http-listener-1']">
    <network-listener address="${{dragops.http.address}}" port="${{dragops.http.port}}">
      <xsl:apply-templates select="@*[name() != 'port' and name() != 'address']"/>
    </network-listener>
  </xsl:template>
  <xsl:template match="config[@name='server-config']//network-listener[@name='http-listener-2']">
    <network-listener address="127.0.0.1" enabled="false">
      <xsl:apply-templates select="@*[name() != 'address' and name() != 'enabled']"/>
    </network-listener>
  </xsl:template>
  <xsl:template match="config[@name='server-config']//network-listener[@name='admin-listener']">
    <network-listener address="127.0.0.1" port="${{dragops.admin.port}}">
      <xsl:apply-templates select="@*[name() != 'port' and name() != 'address']"/>
    </network-listener>
  </xsl:template>
  <!-- answers do not say what serves them; what is posted is limited as on WildFly -->
  <xsl:template match="config[@name='server-config']//protocol[@name='http-listener-1']/http">
    <http server-header="false" xpowered-by="false" max-post-size-bytes="67108864" max-form-post-size-bytes="67108864"
          header-buffer-length-bytes="32768" max-request-headers="100" http2-enabled="false">
      <xsl:apply-templates select="@*|node()"/>
    </http>
  </xsl:template>

  <!-- it comes with 5: so many requests that wait for a row, or clients that send slowly, and nobody else is served. But
       fewer than the pool has connections: who holds a row must get a second one while all others wait for that row -->
  <xsl:template match="config[@name='server-config']//thread-pool[@name='http-thread-pool']">
    <thread-pool max-thread-pool-size="16">
      <xsl:apply-templates select="@*[name() != 'max-thread-pool-size']"/>
    </thread-pool>
  </xsl:template>

  <!-- no calls of EJBs from outside, no JMX over the network, no cluster -->
  <xsl:template match="config[@name='server-config']//iiop-listener">
    <iiop-listener address="127.0.0.1" enabled="false">
      <xsl:apply-templates select="@*[name() != 'address' and name() != 'enabled']"/>
      <xsl:apply-templates select="node()"/>
    </iiop-listener>
  </xsl:template>
  <xsl:template match="config[@name='server-config']//jmx-connector">
    <jmx-connector address="127.0.0.1" enabled="false">
      <xsl:apply-templates select="@*[name() != 'address' and name() != 'enabled']"/>
    </jmx-connector>
  </xsl:template>
  <!-- the server's metrics are nobody's business on the product's port -->
  <xsl:template match="config[@name='server-config']/microprofile-metrics-configuration">
    <microprofile-metrics-configuration enabled="false"/>
  </xsl:template>
  <xsl:template match="config[@name='server-config']/hazelcast-config-specific-configuration">
    <hazelcast-config-specific-configuration enabled="false"/>
  </xsl:template>
  <!-- the remote shell of the OSGi framework, which would listen too -->
  <xsl:template match="config[@name='server-config']//jvm-options[starts-with(., '-Dorg.glassfish.additionalOSGiBundlesToStart=')]"/>

  <!-- the launcher says how much memory there is -->
  <xsl:template match="config[@name='server-config']//jvm-options[starts-with(., '-Xmx')]"/>

  <!-- our Hibernate in the domain's lib folder finds the server's transactions by this -->
  <xsl:template match="config[@name='server-config']/java-config">
    <xsl:copy>
      <xsl:apply-templates select="@*|node()"/>
      <jvm-options>-Dhibernate.transaction.jta.platform=org.hibernate.engine.transaction.jta.platform.internal.SunOneJtaPlatform</jvm-options>
    </xsl:copy>
  </xsl:template>

  <!-- the folder is looked at often, since the launcher waits for it -->
  <xsl:template match="config[@name='server-config']/admin-service">
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <das-config autodeploy-polling-interval-in-seconds="1"/>
      <xsl:apply-templates select="node()[not(self::das-config)]"/>
    </xsl:copy>
  </xsl:template>
</xsl:stylesheet>
