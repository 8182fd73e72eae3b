# Writes goldens.json beside it: figures of R's own tests and of well-known packages. Rscript make_goldens.R
suppressMessages({library(jsonlite);library(pROC);library(exactRankTests);library(coin);library(rms);library(survey);library(forecast);library(vcd);library(energy);library(lmtest);library(MLmetrics);library(ModelMetrics)})
o=list()
o$versions=list(R=R.version.string,pROC=as.character(packageVersion('pROC')),exactRankTests=as.character(packageVersion('exactRankTests')),coin=as.character(packageVersion('coin')),rms=as.character(packageVersion('rms')),survey=as.character(packageVersion('survey')),forecast=as.character(packageVersion('forecast')),vcd=as.character(packageVersion('vcd')),energy=as.character(packageVersion('energy')),lmtest=as.character(packageVersion('lmtest')),MLmetrics=as.character(packageVersion('MLmetrics')),ModelMetrics=as.character(packageVersion('ModelMetrics')))
set.seed(7)
# wilcoxon signed rank with ties
w=list(); k=0
for (n in c(3,5,6,8,10,14,20,30,48)) for (r in 1:3) { d=round(rnorm(n,0.4,1)*2); if(all(d==0)) next; k=k+1; x=exactRankTests::wilcox.exact(d); w[[k]]=list(d=d,p=x$p.value,stat=unname(x$statistic)) }
o$wilcoxTies=w
o$wilcoxDoc=list(x=c(1.83,0.50,1.62,2.48,1.68,1.88,1.55,3.06,1.30),y=c(0.878,0.647,0.598,2.05,1.06,1.29,1.06,3.14,1.29),p=wilcox.test(c(1.83,0.50,1.62,2.48,1.68,1.88,1.55,3.06,1.30),c(0.878,0.647,0.598,2.05,1.06,1.29,1.06,3.14,1.29),paired=TRUE)$p.value)
# KS with ties exact (R 4.2)
ks=list();k=0
for (nm in list(c(4,5),c(10,12),c(7,30),c(60,45),c(150,90))) for (g in c(3,8,1000)) {a=floor(runif(nm[1])*g);b=floor((runif(nm[2])^1.3)*g);x=ks.test(a,b,exact=TRUE);k=k+1;ks[[k]]=list(a=a,b=b,d=unname(x$statistic),p=x$p.value)}
o$ksTies=ks
# fisher, mantelhaen
o$fisher=lapply(list(c(3,1,1,3),c(10,2,3,15),c(0,9,4,2),c(212,1012,180,1311),c(1,24,5,14)),function(t){x=fisher.test(matrix(t,2,byrow=TRUE));list(t=t,p=x$p.value)})
o$fisherLarge=fisher.test(matrix(c(500000,500000,501000,499000),2,byrow=TRUE))$p.value
mh=mantelhaen.test(UCBAdmissions,correct=FALSE)
strata=lapply(1:6,function(i) as.vector(t(UCBAdmissions[,,i])))
o$mh=list(strata=strata,statistic=unname(mh$statistic),p=mh$p.value,or=unname(mh$estimate),ci=as.vector(mh$conf.int), corrected=mantelhaen.test(UCBAdmissions)$p.value)
o$prop=lapply(list(c(15,25,10,30),c(83,86,90,93),c(0,10,5,12)),function(t){x=suppressWarnings(prop.test(t[c(1,3)],t[c(2,4)],correct=FALSE));list(t=t,chi=unname(x$statistic),p=x$p.value)})
o$assoc=lapply(list(list(c(13,29,7,7,21),c(7,7,2,14,16)),list(c(12,5,3),c(4,8,9),c(1,1,7))),function(t){m=do.call(rbind,t);a=assocstats(m);list(t=t,chi=a$chisq_tests[2,1],p=a$chisq_tests[2,3],v=a$cramer)})
# power
o$power=list(prop=lapply(list(c(.5,.75,.05,.9),c(.1,.12,.05,.8),c(.02,.025,.01,.95)),function(q){list(q=q,n=power.prop.test(p1=q[1],p2=q[2],sig.level=q[3],power=q[4])$n)}),
 t=lapply(list(c(1,1,.05,.9),c(.2,1,.05,.8),c(5,23,.01,.8)),function(q){list(q=q,n=power.t.test(delta=q[1],sd=q[2],sig.level=q[3],power=q[4])$n)}))
# asah
data(aSAH)
r1=roc(aSAH$outcome,aSAH$wfns,quiet=TRUE,levels=c('Good','Poor'),direction='<');r2=roc(aSAH$outcome,aSAH$s100b,quiet=TRUE,levels=c('Good','Poor'),direction='<');r3=roc(aSAH$outcome,aSAH$ndka,quiet=TRUE,levels=c('Good','Poor'),direction='<')
tt=roc.test(r1,r2,method='delong',paired=TRUE)
t3=roc.test(r2,r3,method='delong',paired=TRUE)
tu=roc.test(r1,r2,method='delong',paired=FALSE)
o$asah=list(y=as.integer(aSAH$outcome=='Poor'),wfns=as.integer(as.character(aSAH$wfns)),s100b=aSAH$s100b,ndka=aSAH$ndka,auc=as.numeric(c(pROC::auc(r1),pROC::auc(r2),pROC::auc(r3))),var=c(pROC::var(r1),pROC::var(r2),pROC::var(r3)),ci=rbind(as.vector(pROC::ci(r1)),as.vector(pROC::ci(r2)),as.vector(pROC::ci(r3))),z=unname(tt$statistic),p=tt$p.value,dci=as.vector(tt$conf.int),z3=unname(t3$statistic),p3=t3$p.value,d=unname(tu$statistic),df=unname(tu$parameter),pu=tu$p.value)
# val.prob
set.seed(1);n=400;x=rnorm(n);p=plogis(-1+1.3*x);y=rbinom(n,1,plogis(-.8+x))
v=val.prob(p,y,pl=FALSE)
o$valprob=list(p=p,y=y,v=as.list(v),ks=ModelMetrics::auc(y,p),logloss=MLmetrics::LogLoss(p,y),gini=MLmetrics::Gini(p,y)/MLmetrics::Gini(y,y),ksml=MLmetrics::KS_Stat(p,y),prauc=MLmetrics::PRAUC(p,y))
# dm test
f1=c(0.3,1.2,-.5,.8,-1.1,.2,.9,-1.4,.6,.1,-.7,1.6,-.2,.5,-.9,1.1,.4,-.3,.7,-1.2);f2=c(.5,1.0,-.9,1.4,-.6,.7,1.3,-1.0,.2,.9,-1.2,1.1,.6,1.0,-.4,1.8,-.8,.3,1.2,-1.9)
o$dm=list(e1=f1,e2=f2,r=lapply(list(c(1,2),c(1,1),c(2,2),c(4,2)),function(q){x=dm.test(f1,f2,h=q[1],power=q[2]);list(h=q[1],power=q[2],stat=unname(x$statistic),p=x$p.value)}))
e1=residuals(ets(WWWusage)); e2=residuals(auto.arima(WWWusage)); x=dm.test(e1,e2,h=1)
o$dmDoc=list(e1=as.vector(e1),e2=as.vector(e2),stat=unname(x$statistic),p=x$p.value)
# box, dw, bp
o$ljung=list(x=as.vector(lh),p=Box.test(lh,lag=6,type='Ljung')$p.value,stat=unname(Box.test(lh,lag=6,type='Ljung')$statistic))
fit=lm(dist~speed,cars); b=bptest(fit); d=dwtest(fit)
o$bp=list(x=cars$speed,e=as.vector(residuals(fit)),stat=unname(b$statistic),p=b$p.value,dw=unname(dwtest(lm(as.vector(lh)~1))$statistic))
o$oneway=(function(){x=oneway.test(count~spray,InsectSprays);list(y=InsectSprays$count,g=as.integer(InsectSprays$spray)-1,f=unname(x$statistic),df=unname(x$parameter),p=x$p.value,kw=unname(kruskal.test(count~spray,InsectSprays)$statistic),kwp=kruskal.test(count~spray,InsectSprays)$p.value)})()
o$kendall=lapply(list(c(1,3,2,5,4,7,6,9),as.vector(Nile)[1:20],c(5,4,4,3,3,1,2,1,0)),function(s){x=suppressWarnings(cor.test(seq_along(s),s,method='kendall'));list(s=s,tau=unname(x$estimate),p=x$p.value)})
o$energy=(function(){a=c(2.1,3.3,1.7,4.4,5.0,2.2);b=c(1.1,6.1,2.5,3.9);list(a=a,b=b,e=unname(energy::eqdist.etest(c(a,b),sizes=c(6,4),R=0)$statistic))})()
# survey
data(api)
ds=svydesign(ids=~1,weights=~pw,data=apistrat)
m=svymean(~api00,ds); pr=svymean(~I(as.integer(sch.wide=='Yes')),ds); st=svyciprop(~I(sch.wide=='Yes'),ds,method='logit'); xl=svyciprop(~I(sch.wide=='Yes'),ds,method='beta')
tt=svyttest(api00~comp.imp,ds)
gl=svyglm(I(sch.wide=='Yes')~ell,design=ds,family=quasibinomial())
ch=svychisq(~sch.wide+comp.imp,ds)
o$survey=list(w=apistrat$pw,api=apistrat$api00,wide=as.integer(apistrat$sch.wide=='Yes'),comp=as.integer(apistrat$comp.imp=='Yes'),stype=as.integer(apistrat$stype)-1,ell=apistrat$ell,mean=unname(coef(m)),se=as.vector(SE(m)),deffprop=unname(coef(pr)),seprop=as.vector(SE(pr)),t=unname(tt$statistic),tp=tt$p.value,glm=unname(coef(gl)),glmse=unname(SE(gl)),chi=unname(ch$statistic),chip=ch$p.value, betaci=as.vector(confint(xl)))
write_json(o,'goldens.json',digits=15,auto_unbox=TRUE)
